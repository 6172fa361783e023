"""Campaign texts in colour, for programs that show code.

Roof. The words come from the table of the language; nothing here says what one means.
"""
