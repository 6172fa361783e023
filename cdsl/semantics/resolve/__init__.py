"""From what was written to what it means: one module for each kind of text.

Floor 2. Each function takes a syntax node and its `Setting`, reports what is wrong with it, and
returns the core node; where something is wrong it returns a hole, so that one cause is reported
once and the rest is still checked.
"""
