"""The table of words as each editor wants it: a module a file format."""
