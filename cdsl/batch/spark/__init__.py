"""The set-based engine there: the same plans run in Apache Spark, over tables of a cluster.

Within floor 4, above the plans of `cdsl.batch`, and beside `cdsl.batch.duckdb`: neither knows the
other, and what both do alike stands below them. Needs the extra `spark`, so it is imported where a
run asks for it.
"""
