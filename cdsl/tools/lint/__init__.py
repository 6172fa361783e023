"""The linter: what checks and runs, and is yet not what its author wants.

Floor 6. Reads trees and returns diagnostics; never reports what the checker reports already. A
rule is a module in `rules`, named after what it looks for; `lint.py` is the door.
"""
