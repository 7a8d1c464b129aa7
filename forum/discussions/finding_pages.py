"""Which passages of the guide may answer a question: found by the worker and kept on the question, so that its page asks for nothing."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import override

from forum.discussions.models import Question
from guide.search.alike import alike
from guide.search.models import Kind
from guide.search.results import Hit
from guide.search.writing import something_waits
from guide.spiral import read_spiral

AT_ONCE = 20
SHOWN = 3
LOOKED_AT = 6  # the page it stands on says nothing new
AGAIN = timedelta(days=7)  # the guide changes, and so does what is common in it


def find_pages() -> int:
    """For the questions whose time has come; says how many. One query when there is none, and nothing while the search has changes to read."""
    now = timezone.now()
    due = Question.objects.visible().filter(may_answer_due__lte=now).order_by("may_answer_due").select_related("page")[:AT_ONCE]
    if not due or something_waits():
        return 0
    for asked in due:
        still_due = Question.objects.filter(pk=asked.pk, may_answer_due__lte=now)  # or somebody said meanwhile to look again
        still_due.update(may_answer=passages_for(asked), may_answer_due=now + AGAIN)
    return len(due)


def passages_for(asked: Question) -> list[dict]:
    """As the question keeps them: the likest first."""
    with override(asked.language):
        found = alike(asked.title, language=asked.language, kinds=(Kind.GUIDE,), most=LOOKED_AT, spiral=read_spiral(asked.page))
    hits = [hit for hit in found.get(Kind.GUIDE, []) if not _is_where_it_stands(hit, asked)]
    return [{"page": hit.entry.page_id, "part": hit.entry.url, "title": hit.entry.title} for hit in hits[:SHOWN]]


def _is_where_it_stands(hit: Hit, asked: Question) -> bool:
    """The page itself, or the passage it was asked about; another passage of the page may answer it."""
    return hit.entry.page_id == asked.page_id and hit.entry.url in ("", f"#passage-{asked.passage}")
