"""Answers about a place in a text: what stands there, what it means, and where else it stands.

Floor 6. Reads trees, analysis and the log of uses, and returns data with spans; positions in lines
and columns are a face's matter. Nothing is run and nothing is changed: an edit is data as well.
"""
