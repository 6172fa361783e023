"""Why a person does not enter a campaign, and the smallest edits that would let them in.

Floor 6. `whynot` is the door. Pure: nothing is changed, edits are tried in an overlay of the store.
"""
