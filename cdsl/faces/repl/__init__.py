"""The interactive session on a terminal, or over a pipe.

Roof. Translation only: what can be done is `cdsl.api.prompt`.
"""
