"""Ground floor: texts, spans, diagnostics as data, shipped files."""
