"""An interactive session: files, a world, and what is typed.

Floor 7. A prompt only translates; everything that it can do is here.
"""
