"""What conditions say of each other, proved without people.

Floor 6. A verdict is a proof: "never" and "always" are said of conditions of which a run would say
the same of everybody, at any time and in any zone; what cannot be proved, or not soon, is possible.
"""
