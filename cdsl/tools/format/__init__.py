"""The one layout of campaign files: `cdsl.tools.format.format` is the door.

Floor 6. Moves blanks and line breaks, and leaves out optional commas; every other sign of a file
stays as its author wrote it, comments included. So nothing here spells a node: the tree only says
where things begin and end. Knows nothing of meaning: a file that does not check formats as well.
"""
