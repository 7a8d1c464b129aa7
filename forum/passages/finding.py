"""Where words of the guide stand by now. Nothing here asks the database.

Words are compared, not marks or cases. Who stands where the words still are, stays. Otherwise words that stand exactly so are looked for,
and then words that are nearly the same: a spelling that was corrected is no other wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from forum.passages.text import Passage, folded

EARLIER = "earlier"  # in place of a block's id: the words are gone
AROUND = 32  # characters kept on each side
QUOTE_AT_MOST = 300
ALIKE = 0.75  # of the words
A_WORD_ALIKE = 0.7  # of its letters
SHORT = 4  # words; fewer may stand anywhere, so that elsewhere what is around them must be alike too
AROUND_ALIKE = 0.25


@dataclass(frozen=True)
class Wording:
    """What to look for. `block` is where it stood at first; `whole` when the quote is the heading of a passage that is meant as a whole."""

    quote: str
    prefix: str = ""
    suffix: str = ""
    block: str = ""
    language: str = ""
    whole: bool = False


def of_passage(passage: Passage, language: str) -> Wording:
    """The passage as a whole."""
    heading = len(folded(passage.heading))
    behind = passage.behind(heading - 1, AROUND).lstrip("\n") if heading else ""
    return Wording(passage.heading[:QUOTE_AT_MOST], "", behind, passage.id, language, whole=True)


def of_words(passage: Passage, typed: str, language: str) -> Wording | None:
    """These words of it, begun words completed, cut where it is long; None where they do not stand there or say too little to be found again."""
    place = passage.around(typed)
    if place is None:
        return None
    first, last = place
    start = passage.spans[first][0]
    while last > first and passage.spans[last][1] - start > QUOTE_AT_MOST:
        last -= 1
    if last <= first:
        return None
    quote = passage.text[start : passage.spans[last][1]]
    return Wording(quote, passage.before(first, AROUND), passage.behind(last, AROUND), passage.id, language)


def find(wording: Wording, passages: list[Passage], *, now: str) -> str:
    """The id of the block where it stands, or EARLIER. `now` is where it stood until now."""
    words = folded(wording.quote)
    if not words:
        return EARLIER
    own = _of(passages, now, wording.block)
    others = [passage for passage in passages if passage not in own]
    steps = (_stays(wording, words, own), _stands(wording, words, others), _nearly(wording, words, own), _nearly(wording, words, others))
    return next((found for step in steps for found in step), EARLIER)


def _of(passages: list[Passage], *ids: str) -> list[Passage]:
    known = {passage.id: passage for passage in passages}
    return [known[one] for one in dict.fromkeys(ids) if one in known]


def _stays(wording: Wording, words: list[str], own: list[Passage]) -> Iterator[str]:
    yield from (passage.id for passage in own if passage.holds(words))
    if wording.whole:
        begins = folded(wording.suffix)[:-1]  # the last word may be cut
        yield from (passage.id for passage in own if len(begins) >= 3 and passage.holds(begins))


def _stands(wording: Wording, words: list[str], others: list[Passage]) -> Iterator[str]:
    """The place that is most like it was. A heading stands elsewhere only in a line of its own."""
    if wording.whole:
        others = [passage for passage in others if " ".join(words) in passage.folded_lines]
    found = [(_likeness(wording, passage, place, len(words)), -turn, passage.id) for turn, passage in enumerate(others) for place in passage.places_of(words)]
    least = AROUND_ALIKE if len(words) < SHORT and not wording.whole else 0
    if found and max(found)[0] >= least:
        yield max(found)[2]


def _likeness(wording: Wording, passage: Passage, place: int, length: int) -> float:
    """How much of what was around it is there, between 0 and 1."""
    before, behind = ("".join(folded(side)) for side in (wording.prefix, wording.suffix))
    here_before = "".join(passage.words[max(place - AROUND, 0) : place])
    here_behind = "".join(passage.words[place + length : place + length + AROUND])
    same = _same(reversed(before), reversed(here_before)) + _same(behind, here_behind)
    return same / max(len(before) + len(behind), 1)


def _same(one: Iterable[str], other: Iterable[str]) -> int:
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _nearly(wording: Wording, words: list[str], passages: list[Passage]) -> Iterator[str]:
    """The passage that has most of its words, in their order."""
    if len(words) < 3:
        return
    there = [(how_alike(words, folded(passage.heading) if wording.whole else passage.words), -turn, passage.id) for turn, passage in enumerate(passages) if _may_hold(words, passage)]
    if there and max(there)[0] >= ALIKE:
        yield max(there)[2]


def _may_hold(words: list[str], passage: Passage) -> bool:
    """Spares most passages the comparison: half of the words must be known there."""
    wanted = set(words)
    return 2 * len(wanted & passage.known) >= len(wanted)


def how_alike(words: list[str], text: list[str]) -> float:
    """The share of the words that stand together in the text, in their order; a word that differs by a letter or two counts."""
    longest = SequenceMatcher(None, words, text, autojunk=False).find_longest_match()
    slack = max(2, len(words) // 4)
    window = text[max(longest.b - longest.a - slack, 0) : longest.b - longest.a + len(words) + slack]
    found = [pair for pair in _pairs(words, window)]
    if not found:
        return 0.0
    span = max(there for _here, there in found) - min(there for _here, there in found) + 1
    return len(found) / max(len(words), span)


def _pairs(words: list[str], window: list[str]) -> Iterator[tuple[int, int]]:
    """Words that are the same here and there, by their numbers."""
    for how, start, end, there, until in SequenceMatcher(None, words, window, autojunk=False).get_opcodes():
        pairs = zip(range(start, end), range(there, until), strict=False)
        if how == "equal":
            yield from pairs
        elif how == "replace" and end - start == until - there:
            yield from ((one, other) for one, other in pairs if SequenceMatcher(None, words[one], window[other]).ratio() >= A_WORD_ALIKE)
