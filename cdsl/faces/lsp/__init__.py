"""The language server: what an editor asks, in the editor's words; no thinking of its own.

Roof. Asks `cdsl.api` alone. pygls lives here and nowhere else.
"""
