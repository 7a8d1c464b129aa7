"""What this room holds about a person: their own former words. Nothing of it is kept longer than there is somebody to read it."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Part, copied, erased_by, swept_by
from forum.discussions.models import PostState, Question, Reply
from forum.history.models import Version
from forum.html import text_of

KEPT_FOR_STAFF = timedelta(days=90)  # words that nobody else may read


def say_what_we_hold() -> None:
    """Called once the models are there."""
    shows = {"title": _("Title"), "body": _("Words"), "written_at": _("Written"), "changed_at": _("Changed")}
    copied(Part("versions", _("Former versions of what you wrote"), Version, ("question__author", "reply__author"), shows, reads=text_of))
    erased_by(erase_versions)
    swept_by(forget_what_nobody_reads)


def erase_versions(person: User, choices: Choices) -> None:
    """Their posts stay, as written by a former member; what these said before goes, and with it the mark that leads there."""
    Version.objects.filter(Q(question__author=person) | Q(reply__author=person)).delete()
    for model in (Question, Reply):
        model.objects.filter(author=person, is_edited=True).update(is_edited=False)


def forget_what_nobody_reads() -> int:
    """For the worker: versions that were never on the site or were taken out, and those of posts that were taken back, after 90 days."""
    long_ago = timezone.now() - KEPT_FOR_STAFF
    of_what_is_gone = Q(question__state=PostState.WITHDRAWN) | Q(reply__state=PostState.WITHDRAWN)
    nobody_reads = (Q(was_public=False) | of_what_is_gone) & Q(changed_at__lt=long_ago)
    gone, _rows = Version.objects.filter(nobody_reads | Q(taken_out_at__lt=long_ago)).delete()
    return gone
