"""Mail that comes back stops the mail to that address, and its owner is told on the site.

Whoever hears of it calls `report`: the post office when a server refuses, the inbound mailbox, a provider's webhook. Reports may come twice and in any order.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forum.letters.follows import Follow, thing_of
from forum.letters.happenings import Happening, Notice
from forum.letters.mailboxes import Mailbox, Trouble
from forum.letters.notices import put_among_notices
from forum.letters.things import Told, told_as

CAME_BACK = "mail-came-back"
SOFT_AT_MOST = 5  # days, each within a month of the one before
A_DAY, A_MONTH, A_YEAR = timedelta(days=1), timedelta(days=30), timedelta(days=365)


@transaction.atomic
def report(address: str, kind: str, what: str = "", at: datetime | None = None) -> bool:
    """Mail to the address came back at that moment: `kind` is hard, soft or complaint, `what` the other server's words. True when it is shut from now on.

    A hard one and a complaint shut it at once, soft ones on the fifth day. What came back before its reader said that it works counts no more.
    """
    address, at = address.strip().lower(), min(at or timezone.now(), timezone.now())
    mailbox = _locked(address)
    if mailbox is None or mailbox.opened_at and at <= mailbox.opened_at:
        return False
    if kind == Trouble.SOFT and not _is_enough(mailbox, at):
        mailbox.save(update_fields=["soft", "soft_at"])
        return False
    if mailbox.shut_at and kind != Trouble.COMPLAINT or mailbox.shut_by == Trouble.COMPLAINT:
        return False
    mailbox.shut_at, mailbox.shut_by, mailbox.words = at, Trouble(kind).value, _short(what)
    mailbox.save(update_fields=["shut_at", "shut_by", "words", "soft", "soft_at"])
    _tell_its_owner(mailbox)
    return True


def kind_of_status(lasting: str, subject: str, detail: str) -> str:
    """What an enhanced status such as 5.1.1 says of the mailbox (RFC 3463): hard, soft, or nothing. 5.7.1 is about us, and says nothing about the reader."""
    if subject == "1" or (subject, detail) == ("2", "1"):
        return (Trouble.HARD if lasting == "5" else Trouble.SOFT).value
    return Trouble.SOFT.value if subject == "2" else ""


def _locked(address: str) -> Mailbox | None:
    """None for what is no address: a report is written by anybody."""
    if not 3 <= len(address) <= 254 or "@" not in address or not address.isprintable():
        return None
    Mailbox.objects.bulk_create([Mailbox(address=address)], ignore_conflicts=True)
    return Mailbox.objects.of(address).select_for_update().get()


def _is_enough(mailbox: Mailbox, at: datetime) -> bool:
    last = mailbox.soft_at
    if last and at - last < A_DAY:
        return False
    mailbox.soft = mailbox.soft + 1 if last and at - last <= A_MONTH else 1
    mailbox.soft_at = at
    return mailbox.soft >= SOFT_AT_MOST


def _short(words: str) -> str:
    return " ".join(words.replace("\x00", "").split())[:300]


# ---------------------------------------------------------------- who is not written to


def shut_mailbox(address: str) -> Mailbox | None:
    """Why the address gets no letters; None when it does. One query."""
    return Mailbox.objects.shut().of(address).first()


def trouble_of(person: User) -> dict[str, object]:
    """What a page of a member says about it (letters/_came_back.html). One query."""
    mailbox = shut_mailbox(person.email)
    return {"mailbox": mailbox, "lead": f"{what_happened(mailbox)}.", "text": what_to_do(mailbox)} if mailbox else {}


def is_sent_all_the_same(letter, mailbox: Mailbox) -> bool:
    """A code is asked for by somebody in front of the screen. What changed about the account is told also to who called our mail spam."""
    return letter.secret or mailbox.shut_by == Trouble.COMPLAINT and not letter.can_be_stopped


def open_again(address: str) -> bool:
    """Its reader says that it works: letters go there again. False when it was not shut."""
    return _open(Mailbox.objects.shut().of(address))


def mail_arrived(address: str) -> bool:
    """A code that was sent there was used, or a link in a letter. A complaint stays: they know that mail arrives."""
    return _open(Mailbox.objects.shut().of(address).exclude(shut_by=Trouble.COMPLAINT))


@transaction.atomic
def _open(mailboxes) -> bool:
    opened = list(mailboxes.values_list("address", flat=True))
    if not opened:
        return False
    Mailbox.objects.filter(address__in=opened).update(shut_at=None, shut_by="", words="", soft=0, soft_at=None, opened_at=timezone.now())
    _forget_the_notices(opened)
    return True


def showed_up(address: str) -> None:
    """Somebody without an account pressed something: they read what we send."""
    address = address.lower()
    Mailbox.objects.bulk_create([Mailbox(address=address, seen_at=timezone.now())], update_conflicts=True, unique_fields=["address"], update_fields=["seen_at"])


def forget_mailboxes() -> int:
    """Rows that say nothing any more; the worker calls it. Of an address that belongs to nobody here, a year is long enough to know that it is shut."""
    now = timezone.now()
    somebodys = Exists(Follow.objects.filter(person=None, address=OuterRef("address"))) | Exists(User.objects.filter(email=OuterRef("address")))
    of_nobody = Mailbox.objects.filter(~somebodys).filter(Q(shut_at=None) | Q(shut_at__lt=now - A_YEAR))
    said_nothing = Q(soft_at=None) | Q(soft_at__lt=now - A_MONTH)
    no_more = Mailbox.objects.filter(said_nothing, shut_at=None, seen_at=None).filter(Q(opened_at=None) | Q(opened_at__lt=now - A_MONTH))
    return of_nobody.delete()[0] + no_more.delete()[0]


# ---------------------------------------------------------------- on the site


def _tell_its_owner(mailbox: Mailbox) -> None:
    """A notice and the number in their masthead; no letter, of course. Nobody where the address is no member's."""
    person = User.objects.filter(email=mailbox.address, is_active=True).first()
    if person is None:
        return
    cause = f"{CAME_BACK}:{mailbox.pk}:{mailbox.shut_at:%Y%m%d%H%M%S%f}"
    put_among_notices(person, CAME_BACK, once=cause, about=thing_of("mailbox", person.pk))


def _forget_the_notices(addresses: Collection[str]) -> None:
    for person in User.objects.filter(email__in=addresses):
        unseen = Notice.objects.of(person.pk).unseen().filter(about=thing_of("mailbox", person.pk))
        seen = unseen.update(seen_at=timezone.now())
        User.objects.filter(pk=person.pk, unread_notices__gte=seen).update(unread_notices=F("unread_notices") - seen)


@told_as(CAME_BACK)
def tell_that_mail_came_back(happenings: Collection[Happening], reader: User | None) -> dict[int, Told]:
    """As long as it is so. One query."""
    mailbox = shut_mailbox(reader.email) if reader else None
    if mailbox is None:
        return {}
    told = Told(_("Your email address"), what_happened(mailbox), "/my/settings/", what_to_do(mailbox))
    return {one.pk: told for one in happenings if one.about == thing_of("mailbox", reader.pk)}


def what_happened(mailbox: Mailbox) -> str:
    if mailbox.shut_by == Trouble.COMPLAINT:
        return _("An email to %(address)s was reported as spam") % {"address": mailbox.address}
    return _("Emails to %(address)s came back") % {"address": mailbox.address}


def what_to_do(mailbox: Mailbox) -> str:
    if mailbox.shut_by == Trouble.COMPLAINT:
        return _("So we send nothing there but sign-in codes and messages about your account. If it was a slip, say so in your settings.")
    return _("So we send nothing there but sign-in codes. Check the address: change it, or say in your settings that it works again.")
