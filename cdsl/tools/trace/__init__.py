"""What happens to people in runs, event by event.

Floor 6. Built upon what `cdsl.runtime.observed` tells; changes nothing.
"""
