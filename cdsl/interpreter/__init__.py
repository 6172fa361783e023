"""The reference engine: one person at a time."""
