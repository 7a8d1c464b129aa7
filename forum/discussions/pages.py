"""Questions outlive the pages they stand on.

Whoever deletes a page, by whatever way, its questions go to the guide home and to the desk, where staff place them again. The CMS asks
first and calls `send_to`. A page that is still there in another language keeps its questions.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.db.models.signals import post_delete
from wagtail.models import Page

from forum.discussions.counts import _add_to_tally
from forum.discussions.models import PostState, Question, Standing, Tally, guide_home
from guide.search.marking import changed


def questions_of(pages: QuerySet[Page]) -> QuerySet[Question]:
    """The questions that would have no page any more if these were deleted."""
    keys = pages.values("translation_key")
    elsewhere = Page.objects.filter(translation_key__in=keys).exclude(pk__in=pages.values("pk")).values("translation_key")
    return Question.objects.filter(page_key__in=keys).exclude(page_key__in=elsewhere)


@transaction.atomic
def send_to(page: Page, questions: QuerySet[Question], *, placed: bool = True) -> int:
    """Every question to this page, whole pages of them in a constant number of statements; how many there were.

    The questions must be all those of their pages. Their passages stay behind, the passages' words are kept.
    """
    keys = set(questions.order_by().values_list("page_key", flat=True).distinct()) - {page.translation_key}
    leaving = Question.objects.filter(page_key__in=keys)
    moving = list(leaving.select_for_update().order_by("pk").values_list("pk", flat=True))
    counted = _visible(leaving)
    leaving.update(page=page, page_key=page.translation_key, page_revision=page.live_revision_id, passage="", placed=placed)
    Tally.objects.filter(page_key__in=keys).delete()
    if counted["questions"]:
        _add_to_tally(str(page.translation_key), "", counted)
    changed(*(f"thread:{pk}" for pk in moving))
    return len(moving)


def send_home(questions: QuerySet[Question]) -> int:
    """To the guide home, to be placed again by staff."""
    return send_to(guide_home(), questions, placed=False)


def follow_the_pages() -> None:
    """From now on questions follow when a page is deleted, whichever way."""
    post_delete.connect(_take_the_questions_along, sender=Page, dispatch_uid="questions-follow-their-pages")


def _take_the_questions_along(sender: type[Page], instance: Page, **kwargs) -> None:
    """The row is gone by now, and the database has filed its questions on the guide home: their key and counts follow."""
    questions = Question.objects.on(instance.translation_key)
    if not questions.exists():
        return
    still_there = Page.objects.filter(translation_key=instance.translation_key).order_by("path")
    if still_there:
        questions.exclude(page__in=[page.pk for page in still_there]).update(page=still_there[0])
    else:
        send_home(questions)


def _visible(questions: QuerySet[Question]) -> dict[str, int]:
    return questions.filter(state=PostState.VISIBLE).aggregate(
        questions=Count("pk"),
        answered=Count("pk", filter=Q(standing=Standing.ANSWERED)),
        waiting=Count("pk", filter=Q(standing=Standing.WAITING)),
        missing=Count("pk", filter=Q(standing=Standing.MISSING)),
        closed=Count("pk", filter=Q(standing=Standing.CLOSED)),
    )
