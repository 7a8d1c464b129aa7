"""What to look at before deciding on a story: what its author agreed to, and its photos."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forum.stories.models import Photo, Submission
from guide.models import Use

DONE, DOUBTFUL, MISSING = "ok", "mid", "no"
SIGN_OF = {DONE: "check", DOUBTFUL: "warning", MISSING: "close"}


@dataclass(frozen=True)
class Check:
    """One thing to know before deciding, and whether it is as it should be."""

    standing: str
    words: str

    @property
    def sign(self) -> str:
        return SIGN_OF[self.standing]


def checks_of_permission(story: Submission, sent: dict) -> Iterable[Check]:
    """What its author agreed to with what they sent, and whether they are still there to say yes."""
    uses, credit = sent.get("uses", []), {"credit": sent.get("credit", "")}
    if Use.SITE in uses:
        yield Check(DONE, _("The author lets us publish it on this site. Credit: %(credit)s") % credit)
    else:
        yield Check(MISSING, _("The author has not agreed to publishing it on this site"))
    others = [str(use.label) for use in Use if use != Use.SITE and use in uses]
    if others:
        yield Check(DONE, _("Also for: %(uses)s") % {"uses": ", ".join(others)})
    if not story.author.is_active:
        yield Check(MISSING, _("The author has closed the account, so nobody can say yes to a final version"))
    if story.affirmed_at:
        yield Check(DONE, _("The author was there, or has permission to tell it"))


def checks_of_photos(photos: list[Photo]) -> Iterable[Check]:
    """Each thing once, with a number."""
    if not photos:
        yield Check(DONE, _("No photos"))
        return
    described = sum(bool(photo.alt) for photo in photos)
    numbers = {"described": described, "all": len(photos)}
    yield Check(DONE if described == len(photos) else MISSING, _("Photos described: %(described)d of %(all)d") % numbers)
    unsure = sum(photo.people in ("", Photo.People.UNSURE) for photo in photos)
    if unsure:
        words = ngettext(
            "%d photo: the author is not sure that everyone agreed. It will be left out of the page",
            "%d photos: the author is not sure that everyone agreed. They will be left out of the page",
            unsure,
        )
        yield Check(DOUBTFUL, words % unsure)
    children = sum(photo.people == Photo.People.CHILDREN for photo in photos)
    if children:
        yield Check(DOUBTFUL, ngettext("%d photo shows children. Ask for the signed form", "%d photos show children. Ask for the signed forms", children) % children)
    yield Check(DONE, _("Place and device are taken out of the photo files"))
