"""What somebody has typed at a prompt, as text.

Floor 6. Knows the syntax alone: whether more is to come, and of what sort a text is.
"""
