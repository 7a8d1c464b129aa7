"""What was asked last, for the guide's home: {% load latest %}."""

from __future__ import annotations

from django import template

from forum.discussions.models import Question
from forum.discussions.places import Place, place_of
from forum.discussions.threads import OF_A_PERSON
from guide.spiral import Spiral

register = template.Library()

LATEST = 4
OF_A_PAGE = ("path", "depth", "title", "url_path", "locale", "live", "content_type")
SHOWN = ("title", "alias", "language", "state", "asked_at", "standing", "reply_count", *(f"author__{field}" for field in OF_A_PERSON), *(f"page__{field}" for field in OF_A_PAGE))


@register.simple_tag
def latest_questions(spiral: Spiral) -> list[tuple[Question, Place]]:
    """The newest questions, each with where it was asked. One query."""
    questions = Question.objects.visible().newest_first().with_authors().only(*SHOWN)[:LATEST]
    return [(question, place_of(question.page, spiral)) for question in questions]
