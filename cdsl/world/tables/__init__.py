"""Tables in and out: people, activities and memberships as CSV or Parquet.

Floor 3, and the only rooms of it that touch files. What is read is checked against the program
and put into a store; what is written has the shape that is read.
"""
