"""How an author is named beside a story: the same words in the preview, on the check page and on the story's page."""

from __future__ import annotations

from django.utils.translation import gettext as _

from forum.stories.models import Credit, Submission


def credit_line(story: Submission, credit: str | None = None) -> str:
    """As the author chose, or as another choice would look. Blank for "do not name me" and before a choice."""
    author = story.author
    match story.credit if credit is None else credit:
        case Credit.FULL:
            return ", ".join(part for part in (author.shown_name, author.role) if part)
        case Credit.FIRST_NAME:
            return author.first_name
        case Credit.COMMUNITY:
            return story.shown_place
    return ""


def preview(story: Submission, credit: str) -> str:
    """What readers would see beside the story."""
    if credit == Credit.NONE:
        return _("No name and no place beside the story")
    return credit_line(story, credit) or _("Your place, once you have said it in part 2")
