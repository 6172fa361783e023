"""The set-based engine: a batch campaign done to everybody at once, as set operations.

Floor 4, beside `cdsl.interpreter`, which it neither imports nor is imported by: two witnesses of
one meaning, of which the interpreter is the judge. Here are plans, which know no database; DuckDB
and Spark run them in rooms of their own above. The only room that knows sqlglot and Spark, and how
DuckDB reckons, whose files `cdsl.world.tables.databases` reads and writes.
"""
