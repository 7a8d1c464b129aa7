"""What may answer a question before it is asked: questions like it, stories, passages of the guide (docs/decisions/0031)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.discussions.models import guide_home
from guide.search.alike import alike
from guide.search.models import Kind
from guide.search.results import Hit
from guide.spiral import read_spiral

SHOWN = 3  # of a kind
SHORTEST = 6  # characters without the spaces around them


@dataclass(frozen=True)
class Similar:
    questions: list[Hit] = field(default_factory=list)
    stories: list[Hit] = field(default_factory=list)
    passages: list[Hit] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.questions or self.stories or self.passages)

    @property
    def said(self) -> str:
        """The numbers in words, for whoever does not see the list; blank when there is none."""
        parts = [
            self.questions and ngettext("%(number)d similar question", "%(number)d similar questions", len(self.questions)) % {"number": len(self.questions)},
            self.stories and ngettext("%(number)d story", "%(number)d stories", len(self.stories)) % {"number": len(self.stories)},
            self.passages and ngettext("%(number)d passage of the guide", "%(number)d passages of the guide", len(self.passages)) % {"number": len(self.passages)},
        ]
        return _("Found: %(what)s") % {"what": ", ".join(filter(None, parts))} if self else ""


def similar_to(typed: str) -> Similar:
    """For readers of this language the same: what stands on the site at this moment. Nothing for a word that has just begun."""
    if len(typed.strip()) < SHORTEST:
        return Similar()
    found = alike(typed, language=get_language() or "en", kinds=(Kind.QUESTION, Kind.STORY, Kind.GUIDE), most=SHOWN, spiral=read_spiral(guide_home()))
    return Similar(found.get(Kind.QUESTION, []), found.get(Kind.STORY, []), found.get(Kind.GUIDE, []))
