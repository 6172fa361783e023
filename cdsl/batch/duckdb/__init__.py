"""The set-based engine here: plans run in DuckDB over the tables of files and databases.

Within floor 4, above the plans of `cdsl.batch`, and beside `cdsl.batch.spark`: neither knows the
other, and what both do alike stands below them. Files of DuckDB itself are read and written by
`cdsl.world.tables.databases`.
"""
