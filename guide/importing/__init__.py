"""The Coalition's saved pages into pages of the guide.

A file goes through five rooms, each of which can be read and tested alone:
`reading` (bytes to lines), `chrome` (what belongs to the old site and not to the page), `recognising`
(which page of the guide it is), `shaping` (the draft of a page) and `writing` (the draft into the tree).
`running` leads files through them and `report` says what happened.
"""
