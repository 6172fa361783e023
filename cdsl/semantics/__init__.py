"""Floor 2: what files mean. The door is `cdsl.semantics.analyse`."""
