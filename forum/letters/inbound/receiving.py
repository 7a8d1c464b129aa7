"""What becomes of a mail to one of our addresses. Safe to call twice with the same mail, and from two processes at once: it counts once."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.limits import TooOften, take
from accounts.models import User
from forum.letters.following import TooMany, follow, stop_for
from forum.letters.follows import Follow, Pace
from forum.letters.inbound import came_back, emails
from forum.letters.inbound.addresses import Bound, is_ours, read_address
from forum.letters.inbound.automatic import is_automatic, was_forged
from forum.letters.inbound.models import Outcome, ReceivedMail
from forum.letters.inbound.other_letters import the_letter
from forum.letters.inbound.purposes import Answer, NotTaken, Purpose, Taken, purpose_of
from forum.letters.inbound.reading import Mail
from forum.letters.links import mailbox_link

log = logging.getLogger(__name__)

STOP = {"stop", "unsubscribe", "unsubscribe me", "please unsubscribe", "please unsubscribe me", "stop emails", "baja", "darme de baja", "cancelar suscripción", "no más correos", "parar", "detener"}
FOLLOW = {"follow", "follow this", "seguir", "seguir esto"}
A_WORD_OR_TWO = 40  # characters
LETTERS_ABOUT_MAILS = {"most": 1, "seconds": 60 * 60}  # to one address; what is refused beyond that is refused without a word
MAILS_A_DAY = {"most": 300, "seconds": 24 * 60 * 60}  # of one address of ours, whatever becomes of them


@dataclass(frozen=True)
class Result:
    """`ours` is False for a mail that was never meant for us: whoever fetched it leaves it where it is."""

    outcome: str
    ours: bool = True


IGNORED, NOT_OURS = Result(Outcome.IGNORED), Result(Outcome.IGNORED, ours=False)


def receive(mail: Mail) -> Result:
    """Everything that comes of it happens in one transaction, or nothing does."""
    if mail.came_back:  # it comes to the sender of our letters, whichever address that is
        came_back.take(mail.came_back)
        return IGNORED
    to = next((address for address in mail.recipients if is_ours(address)), None)
    if to is None:
        return NOT_OURS
    if is_automatic(mail):
        return IGNORED
    bound = next((found for address in mail.recipients if (found := read_address(address))), None)
    token = bound.token if bound else to
    try:
        with transaction.atomic():
            row = ReceivedMail.objects.create(name=_digest(token, mail.name), outcome=Outcome.REFUSED)
            return _deal(mail, bound, row)
    except IntegrityError:
        if ReceivedMail.objects.filter(name=_digest(token, mail.name)).exists() or _was_said(token, mail):
            return IGNORED
        raise


def _was_said(token: str, mail: Mail) -> bool:
    return ReceivedMail.objects.filter(said=_said(token, mail)).exists()


def _digest(*words: str) -> str:
    return hashlib.sha256("\n".join(words).encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True)
class Sender:
    """Whom the address was made for: a member, or an address that follows without an account."""

    person: User | None
    address: str

    @property
    def reads(self) -> str:
        return self.person.reads if self.person else settings.LANGUAGE_CODE


def _deal(mail: Mail, bound: Bound | None, row: ReceivedMail) -> Result:
    purpose = purpose_of(bound.code) if bound else None
    if bound is None or purpose is None:
        return _of_no_address(mail)
    sender = _whose(bound)
    if sender is None or _is_too_much(bound):
        return Result(Outcome.REFUSED)
    with translation.override(sender.reads):
        return _of_somebody(mail, bound, purpose, sender, row)


def _whose(bound: Bound) -> Sender | None:
    """None for who left: we write to them no more."""
    if bound.person:
        person = User.objects.filter(pk=bound.person, is_active=True).first()
        return Sender(person, person.email) if person else None
    letter = the_letter(bound.key) if "-" in bound.key else None
    return Sender(None, letter.address.lower()) if letter and letter.address and not letter.person_id else None


def _is_too_much(bound: Bound) -> bool:
    try:
        take("mail-to", bound.token, **MAILS_A_DAY)
    except TooOften:
        return True
    return False


def _of_no_address(mail: Mail) -> Result:
    """A token that we never wrote. Only members are told, and nothing of the mail goes back: From may be anybody's doing."""
    person = User.objects.filter(email=mail.sender, is_active=True).first() if mail.sender and not was_forged(mail) else None
    if person:
        with translation.override(person.reads):
            words = _("The address you wrote to is not one of ours, or a part of it is missing. Answer one of our emails by the reply button: it knows the address.")
            _refuse(mail, Sender(person, person.email), NotTaken(words), quote=False)
    return Result(Outcome.REFUSED)


def _of_somebody(mail: Mail, bound: Bound, purpose: Purpose, sender: Sender, row: ReceivedMail) -> Result:
    is_theirs = is_from(mail, sender.address)
    try:
        if not is_theirs:
            raise NotTaken(_("An email came from another address than %(address)s, so nothing was done with it. Write from that address. If it was not you, somebody else has read an email of ours to you.") % {"address": sender.address})
        taken = _take(mail, bound, purpose, sender, row)
    except NotTaken as refusal:
        if refusal.keep:
            refusal.link = refusal.keep()
        _refuse(mail, sender, refusal, quote=is_theirs)
        return Result(Outcome.REFUSED)
    ReceivedMail.objects.filter(pk=row.pk).update(outcome=Outcome.TAKEN)
    if taken.sentence or mail.attachments:
        emails.tell_taken(sender.person or sender.address, mail, taken, once=row.name)
    return Result(Outcome.TAKEN)


def is_from(mail: Mail, address: str) -> bool:
    """Whether it comes from that address, with or without what stands behind a plus sign; and nobody who checked it says otherwise."""
    return bool(mail.sender) and _without_plus(mail.sender) == _without_plus(address) and not was_forged(mail)


def _without_plus(address: str) -> str:
    local, _at, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _take(mail: Mail, bound: Bound, purpose: Purpose, sender: Sender, row: ReceivedMail) -> Taken:
    said = in_a_word(mail.words)
    if said in STOP or not mail.words and in_a_word(mail.subject) in STOP:
        return _stop(purpose, bound, sender)
    if said in FOLLOW and purpose.about(bound.key):
        return _follow(purpose, bound, sender)
    if not mail.words and not purpose.beside:
        raise NotTaken(_("We found no words of yours in it. Write above what your mail program quotes, as plain text, and send it again."))
    with transaction.atomic():
        if said not in purpose.commands:
            ReceivedMail.objects.filter(pk=row.pk).update(said=_said(bound.token, mail))  # IntegrityError: it was sent twice
        return purpose.take(Answer(sender.person, bound.key, mail.subject, mail.words, said))


def _said(token: str, mail: Mail) -> str:
    return _digest(token, mail.subject.casefold().removeprefix("re: "), mail.words)


def _stop(purpose: Purpose, bound: Bound, sender: Sender) -> Taken:
    about = purpose.about(bound.key)
    if purpose.stops:
        stop = purpose.stops(bound.key)
    else:
        stop = stop_for(Follow(person=sender.person, kind=about[0], key=about[1])) if about else None
    if stop is None:
        raise NotTaken(_("We were not sure what you want no more of. Your settings have all of it."), link="/my/settings/", link_words=_("Change what we send"))
    stop.keep()
    again = _("Done: you get no more emails about this. Answer “follow” to an older one if you want them again.") if about else _("Done: you get no more of these emails.")
    return Taken(again, "/my/settings/" if sender.person else mailbox_link(sender.address), _("Change what we send"))


def _follow(purpose: Purpose, bound: Bound, sender: Sender) -> Taken:
    kind, key = purpose.about(bound.key)
    try:
        follow(kind, key, person=sender.person, address=sender.address, pace=Pace.AT_ONCE)
    except TooMany as reason:
        raise NotTaken(_("You follow as many things as we can keep. Stop one that you do not need any more."), link="/my/following/", link_words=_("What you follow")) from reason
    return Taken(_("You follow this from now on: an email as it happens, a few minutes later."), "/my/following/" if sender.person else mailbox_link(sender.address), _("What you follow"))


def _refuse(mail: Mail, sender: Sender, refusal: NotTaken, *, quote: bool) -> None:
    """A kind letter, to the address that the token was made for and to no other; one an hour."""
    try:
        take("letter-about-a-mail", sender.address, **LETTERS_ABOUT_MAILS)
    except TooOften:
        return
    emails.tell_refused(sender.person or sender.address, mail, refusal, words=mail.words if quote else "")


def in_a_word(text: str) -> str:
    """“Stop!” as “stop”; blank for more than a few words."""
    if len(text) > A_WORD_OR_TWO:
        return ""
    return " ".join(re.sub(r"[^\w\s]", " ", text).split()).casefold()
