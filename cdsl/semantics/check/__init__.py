"""What can only be judged once everything is resolved: who calls whom, and with which tokens.

Floor 2. Each pass is a function over the resolved assets that reports what it finds.
"""
