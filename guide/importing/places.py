"""Places named in a page: city and state, or county and state."""

import re
from dataclasses import dataclass

STATES = {
    "Alabama": "AL", "Alaska": "AK", "Arizona": "AZ", "Arkansas": "AR", "California": "CA", "Colorado": "CO", "Connecticut": "CT",
    "Delaware": "DE", "Florida": "FL", "Georgia": "GA", "Hawaii": "HI", "Idaho": "ID", "Illinois": "IL", "Indiana": "IN", "Iowa": "IA",
    "Kansas": "KS", "Kentucky": "KY", "Louisiana": "LA", "Maine": "ME", "Maryland": "MD", "Massachusetts": "MA", "Michigan": "MI",
    "Minnesota": "MN", "Mississippi": "MS", "Missouri": "MO", "Montana": "MT", "Nebraska": "NE", "Nevada": "NV", "New Hampshire": "NH",
    "New Jersey": "NJ", "New Mexico": "NM", "New York": "NY", "North Carolina": "NC", "North Dakota": "ND", "Ohio": "OH", "Oklahoma": "OK",
    "Oregon": "OR", "Pennsylvania": "PA", "Rhode Island": "RI", "South Carolina": "SC", "South Dakota": "SD", "Tennessee": "TN",
    "Texas": "TX", "Utah": "UT", "Vermont": "VT", "Virginia": "VA", "Washington": "WA", "West Virginia": "WV", "Wisconsin": "WI",
    "Wyoming": "WY", "District of Columbia": "DC", "D.C.": "DC",
}  # fmt: skip
CODES = frozenset(STATES.values())
KNOWN = {
    "Brooklyn Center": "MN", "Chicago": "IL", "Cincinnati": "OH", "Evansville": "IN", "Indianapolis": "IN", "Kansas City": "MO",
    "Kent County": "MI", "Lehigh Valley": "PA", "Lincoln": "NE", "Los Angeles": "CA", "Multnomah County": "OR", "Nashville": "TN",
    "New York": "NY", "Oakland": "CA", "Ogden": "UT", "Portland": "OR", "Providence": "RI", "Seattle": "WA", "South King County": "WA",
    "Tulsa": "OK",
}  # fmt: skip
"""The places the guide tells of, for pages that name a city without its state."""
MISSPELT = {"Odgen": "Ogden", "Nashiville": "Nashville"}
LONGEST = 80
LEADING_WORDS = {"In", "At", "From", "Near", "For", "When", "Leaders", "And", "The", "Since", "Across", "Around", "After", "Before"}
_NAME = r"[A-Z][\w.’'-]{0,30}(?:[ /][A-Z][\w.’'-]{0,30}){0,3}"
_STATE = "|".join(sorted((*map(re.escape, STATES), *CODES), key=len, reverse=True))
CITY_AND_STATE = re.compile(rf"\b({_NAME}), ({_STATE})(?![\w])")
CITY_ALONE = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, KNOWN), key=len, reverse=True))})\b")


@dataclass(frozen=True)
class Where:
    name: str
    state: str

    @property
    def label(self) -> str:
        return f"{self.name}, {self.state}" if self.name else self.state

    @property
    def city(self) -> str:
        return "" if self.is_county else self.name

    @property
    def county(self) -> str:
        return self.name if self.is_county else ""

    @property
    def is_county(self) -> bool:
        return self.name.endswith(" County")


def place_line(text: str) -> Where | None:
    """The place that a line names and nothing else, as over a video; hand-typed slips in known places are put right."""
    match = CITY_AND_STATE.fullmatch(text.strip().rstrip("."))
    if not match or len(match[1]) > LONGEST:
        return None
    name = MISSPELT.get(match[1], match[1])
    return Where(name, KNOWN.get(name) or STATES.get(match[2], match[2]))


def first_place(text: str) -> Where | None:
    """The first place a text tells of: the first one with its state, else the first that the guide is known to tell of."""
    for match in CITY_AND_STATE.finditer(text):
        words = match[1].split(" ")
        while len(words) > 1 and words[0] in LEADING_WORDS:
            words.pop(0)
        name = MISSPELT.get(" ".join(words), " ".join(words))
        if name not in LEADING_WORDS and len(name) <= LONGEST:
            return Where(name, STATES.get(match[2], match[2]))
    match = CITY_ALONE.search(text)
    return Where(match[0], KNOWN[match[0]]) if match else None
