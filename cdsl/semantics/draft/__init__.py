"""From declarations to the schema: one module for each kind of declaration.

Floor 2. Each function takes what was written and the draft, which it adds to, and reports what does
not go together with what was declared before.
"""
