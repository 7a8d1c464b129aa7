"""Trusting and watching a member. Each is one transaction with the member's row locked; the member gets no letter."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Trust, User
from forum.discussions.actions import Overtaken
from moderation.history import Entry
from moderation.models import UNDO_WITHIN
from moderation.trust.models import TrustDecision

DONE = {
    Trust.TRUSTED: gettext_lazy("%(who)s trusted %(member)s"),
    Trust.WATCHED: gettext_lazy("%(who)s put %(member)s under watch"),
    "": gettext_lazy("%(who)s let %(member)s be as everybody"),
}


def can_settle(user: User, person: User) -> bool:
    """Who moderates discussions, about members: staff are trusted by being staff."""
    return user.is_authenticated and user.moderates_discussions and not person.is_coalition_staff and person.is_active and user.pk != person.pk


@transaction.atomic
def settle(*, by: User, person: User, trust: str, reason: str, seen: int | None) -> TrustDecision:
    """From now on: what waits already still needs a decision. `seen` is the last decision that the moderator read.

    The same press again gets the decision that the first one made. Raises Overtaken where another moderator was first.
    """
    if not reason.strip():
        raise ValidationError(_("Write down why"), code="reason")
    person, latest = _lock(person)
    if not can_settle(by, person):
        raise PermissionDenied
    if latest and latest.by_id == by.pk and latest.after == trust == person.trust and latest.reason == reason.strip():
        return latest
    if (latest and latest.pk) != seen or trust == person.trust:
        raise Overtaken(_("Another moderator settled this a moment ago. Read what they wrote, and settle it anew if you see it differently."))
    return _write(person, trust, by=by, reason=reason.strip())


@transaction.atomic
def undo(*, by: User, decision: TrustDecision) -> TrustDecision:
    """Take one's own back within a minute. Raises Overtaken later, or when it was settled anew."""
    person, latest = _lock(decision.person)
    if decision.by_id != by.pk or not can_settle(by, person):
        raise PermissionDenied
    if latest and latest.undoes_id == decision.pk:
        return latest
    if latest != decision or not can_be_undone(decision, by):
        raise Overtaken(_("The minute is over. You can still settle it anew."))
    return _write(person, decision.before, by=by, reason="", undoes=decision)


def can_be_undone(decision: TrustDecision | None, by: User) -> bool:
    return bool(decision) and decision.by_id == by.pk and decision.undoes_id is None and timezone.now() < decision.at + UNDO_WITHIN


def latest_about(person: User) -> TrustDecision | None:
    return person.trust_decisions.select_related("by").first()


def told(decision: TrustDecision, reader: User) -> Entry:
    """A line of the log. The member's name and the moderator's must be loaded."""
    names = {"who": _("You") if decision.by_id == reader.pk else decision.by.shown_name, "member": decision.person.shown_name}
    words = gettext_lazy("%(who)s took back a decision about %(member)s") if decision.undoes_id else DONE[decision.after]
    return Entry(decision.at, str(words) % names, decision.reason)


def _lock(person: User) -> tuple[User, TrustDecision | None]:
    locked = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    return locked, latest_about(locked)


def _write(person: User, trust: str, *, by: User, reason: str, **more) -> TrustDecision:
    decision = TrustDecision(person=person, by=by, at=timezone.now(), before=person.trust, after=trust, reason=reason, **more)
    decision.save()
    person.trust = trust
    person.save(update_fields=["trust"])
    return decision
