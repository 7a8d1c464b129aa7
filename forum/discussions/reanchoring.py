"""Where questions stand when the words of their page have changed: called by the worker for each page that was published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from uuid import UUID

from django.db import transaction
from wagtail.models import Page

from forum.discussions.counts import put_at_passages
from forum.discussions.models import Question
from forum.passages.changes import look_over_what_changed, to_look_over
from forum.passages.finding import EARLIER, Wording, find, of_passage, of_words
from forum.passages.models import Anchor
from forum.passages.text import Passage, read_passages

AT_ONCE = 500  # questions of one transaction


def follow_the_words() -> int:
    """Every page that was published since; says how many. One query when there is none."""
    return look_over_what_changed(look_over)


def look_over(page_key: UUID) -> int:
    """Put every question of the page where its words stand now; says how many had to move. Right whenever it runs, and however often."""
    ids = list(Question.objects.on(page_key).exclude(passage="").order_by("pk").values_list("pk", flat=True))
    return sum(_look_at(page_key, ids[start : start + AT_ONCE]) for start in range(0, len(ids), AT_ONCE))


def wording_of(page: Page, passage: str) -> Wording | None:
    """Of the passage with this block id as a whole; None where the page has none."""
    found = next((one for one in read_passages(page) if one.id == passage), None) if passage else None
    return of_passage(found, page.locale.language_code) if found and found.heading else None


def where_now(page: Page, wording: Wording) -> str:
    """Where words stand that somebody began to ask about, perhaps days ago. Who holds the page's row reads what the next to publish will find."""
    return find(wording, read_passages(page), now=wording.block)


def anchor_new(question: Question, wording: Wording, *, read_on: Page) -> None:
    """A translation is not held while somebody asks, so the worker looks once more."""
    Anchor.of(question.pk, wording).save(force_insert=True)
    if read_on.pk != question.page_id:
        to_look_over(question.page_key)


def anchor_again(question: Question, page: Page) -> None:
    """Staff put the question at another passage: its own words if they stand there, or else that passage as a whole. The asker's words are kept.

    The worker looks once more: the passage may be gone at this very moment.
    """
    if question.passage != EARLIER:
        words = Anchor.objects.filter(pk=question.pk).values_list("words", flat=True).first() or ""
        Anchor.of(question.pk, _wording_at(question, page, words), words=words).save()
    to_look_over(page.translation_key)


def _wording_at(question: Question, page: Page, words: str) -> Wording:
    language = page.locale.language_code
    passage = next((one for one in read_passages(page) if one.id == question.passage), None)
    if passage is None:
        return Wording(question.passage_heading, block=question.passage, language=language, whole=True)
    return (of_words(passage, words, language) if words else None) or of_passage(passage, language)


@transaction.atomic
def _look_at(page_key: UUID, ids: list[int]) -> int:
    """The page is read while the questions are held, so that who comes last has read the latest."""
    held = Question.objects.select_for_update().on(page_key).exclude(passage="").filter(pk__in=ids).order_by("pk")
    questions = list(held.only("passage", "passage_heading", "language"))
    texts = _texts(page_key)
    wordings = _wordings(questions, texts)
    place = cache(lambda wording, now: find(wording, texts[wording.language], now=now))
    places = {one.pk: place(wordings[one.pk], one.passage) for one in questions if one.pk in wordings and wordings[one.pk].language in texts}
    moved = {one.pk: places[one.pk] for one in questions if places.get(one.pk, one.passage) != one.passage}
    if moved:
        put_at_passages(moved)
    return len(moved)


def _wordings(questions: list[Question], texts: dict[str, list[Passage]]) -> dict[int, Wording]:
    """Of each. What was asked before words were kept is about a passage as a whole."""
    known = Anchor.objects.in_bulk([one.pk for one in questions])
    made = list(_of_old((one for one in questions if one.pk not in known), texts))
    Anchor.objects.bulk_create(made, ignore_conflicts=True)
    return {anchor.question: anchor.wording for anchor in [*known.values(), *made]}


def _of_old(questions: Iterator[Question], texts: dict[str, list[Passage]]) -> Iterator[Anchor]:
    """With what stands around the heading, if it is still the same."""
    unchanged = {(language, passage.id, passage.heading): passage for language, passages in texts.items() for passage in passages}
    for one in questions:
        if one.passage_heading and one.passage != EARLIER:
            found = unchanged.get((one.language, one.passage, one.passage_heading))
            yield Anchor.of(one.pk, of_passage(found, one.language) if found else Wording(one.passage_heading, block=one.passage, language=one.language, whole=True))


def _texts(page_key: UUID) -> dict[str, list[Passage]]:
    """The passages of the page in each language that it is on the site in. Where it is not, its questions stay where they are."""
    pages = Page.objects.live().filter(translation_key=page_key).select_related("locale")
    return {page.locale.language_code: read_passages(page) for page in pages}
