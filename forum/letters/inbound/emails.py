"""What the sender of a mail is told, where there is something to tell. Always at the member's own address, whatever stood in From."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from forum.letters.actions import write_letter
from forum.letters.inbound.purposes import NotTaken, Taken
from forum.letters.inbound.reading import Mail

QUOTED = 4_000  # characters of their words that come back to them


def tell_taken(to: User | str, mail: Mail, taken: Taken, *, once: str) -> None:
    words = {"sentence": taken.sentence or _("Your words are on the site.")}
    _write("mail-taken", to, mail, once=once, link=taken.link, link_words=taken.link_words, left_out=mail.attachments, **words)


def tell_refused(to: User | str, mail: Mail, refusal: NotTaken, *, words: str) -> None:
    """With their words, so that nothing is lost."""
    _write("mail-refused", to, mail, link=refusal.link, link_words=refusal.link_words, sentence=refusal.sentence, words=words[:QUOTED])


def _write(kind: str, to: User | str, mail: Mail, *, once: str | None = None, **words) -> None:
    headers = {"Auto-Submitted": "auto-replied"}
    if mail.message_id:
        headers |= {"In-Reply-To": mail.message_id, "References": mail.message_id}
    who = {"to": to} if isinstance(to, User) else {"address": to}
    write_letter(kind=kind, **who, context=words | {"about": mail.subject}, once=once and f"mail:{once}", headers=headers)
