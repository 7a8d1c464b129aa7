"""Inviting, and taking an invitation up."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.limits import take
from accounts.models import User, normal_address
from forum.blocking.blocks import who_blocked
from forum.invitations.models import Invitation
from forum.letters import following, things
from forum.letters.actions import write_letter
from forum.letters.follows import Follow
from forum.letters.things import Thing

DAY = 24 * 60 * 60
A_MEMBERS = {"most": 10, "seconds": DAY}
OF_STAFF = {"most": 100, "seconds": DAY}
TO_ONE_ADDRESS = {"most": 3, "seconds": 30 * DAY}  # whoever invites
KEPT = timedelta(days=60)  # when nobody takes it up: the address is of somebody who never came
IN_THE_SESSION = "invitation"


class InvitedBefore(Exception):
    """They invited this address to it already."""


@transaction.atomic
def invite(*, by: User, address: str, words: str = "", kind: str = "", key: str = "") -> Invitation:
    """The row and its letter. Members and strangers are written to alike, so that nothing tells who has an account. Raises TooOften."""
    address = normal_address(address)
    if Invitation.objects.filter(by=by, address=address, kind=kind, key=key).exists():
        raise InvitedBefore
    take("invitation", str(by.pk), **(OF_STAFF if by.is_coalition_staff else A_MEMBERS))
    take("invitation-to", address, **TO_ONE_ADDRESS)
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(by=by, address=address, words=words, kind=kind, key=key)
    except IntegrityError as twice:
        raise InvitedBefore from twice
    _write(invitation)
    return invitation


def _write(invitation: Invitation) -> None:
    """In the language of whoever reads it: a member's own, otherwise that of the page."""
    member = User.objects.filter(email=invitation.address, last_login__isnull=False).first()
    if member and who_blocked(invitation.by_id, among=[member.pk]):
        return  # whoever invites is not told
    whom = {"to": member} if member else {"address": invitation.address}
    write_letter(
        kind="invitation",
        once=f"invitation:{invitation.pk}",
        context={
            "inviter": invitation.by,
            "words": invitation.words,
            "thing": thing_of(invitation),
            "link": f"/invited/{invitation.token}/",
            "link_words": _("See what it is about"),
        },
        **whom,
    )


def thing_of(invitation: Invitation) -> Thing | None:
    """What it is about, as long as everybody may read it."""
    return things.find_one(invitation.kind, invitation.key, None) if invitation.kind else None


def take_up(invitation: Invitation, *, by: User) -> bool:
    """They follow what it is about from now on, as they follow everything. False when it was taken up, or is their own."""
    if not invitation.is_open or invitation.by_id == by.pk or not invitation.take_up(by=by):
        return False
    if thing_of(invitation):
        following.begin_to_follow(invitation.kind, invitation.key, person=by.pk, why=Follow.Why.INVITED)
    return True


def take_up_at_sign_in(sender: type, request: HttpRequest, user: User, **kwargs) -> None:
    """Whoever pressed “Come in” before they had an account."""
    number = request.session.pop(IN_THE_SESSION, None)
    invitation = number and Invitation.objects.select_related("by").filter(pk=number).first()
    if invitation:
        take_up(invitation, by=user)


def forget_the_old() -> int:
    """Invitations that nobody took up within sixty days; the worker calls it."""
    return Invitation.objects.filter(taken_up_at=None, sent_at__lt=timezone.now() - KEPT).delete()[0]


def forget_invitations_of(person: User) -> None:
    """Nothing names them any more: neither what they sent nor what was sent to them."""
    Invitation.objects.filter(by=person).delete()
    Invitation.objects.filter(address=person.email).delete()
    Invitation.objects.filter(taken_up_by=person).delete()
