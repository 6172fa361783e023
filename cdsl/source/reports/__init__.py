"""Diagnostics as the texts that people, editors and build servers read.

Ground floor: returns texts, prints nothing. `report.report` is the door; a format is a module.
"""
