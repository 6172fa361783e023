"""Floor 1: text becomes a syntax tree, and a tree becomes text."""
