"""Who declares what: every asset with its key, every token frame, every test, clones filled in.

Floor 2. A declaration is kept as it was written, with the place it stands in; what it means is
worked out by `cdsl.semantics.resolve`. A clone of a program is its template's text standing in
another place, and a library asset is declared in each workspace whose files see it.
"""
