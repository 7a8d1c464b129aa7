"""Who can be called in a thread: those whose words stand in it, as they are shown there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Q

from accounts.models import User
from forum.discussions.aliases import Alias
from forum.discussions.models import Question

OFFERED = 8
LOOKED_AT = 30


@dataclass(frozen=True)
class Here:
    name: str
    asked: bool


def people_here(question: Question, begins: str, *, reader: User) -> list[Here]:
    """Those with a name of which a word begins so, who wrote last first; never the reader, nor who left under their name. One query.

    An alias stays when its person leaves: that it went on the same day would tell who it was.
    Of whoever shows an alias the name is not compared: it must not tell that they are here.
    """
    typed = " ".join(begins.casefold().split())
    by_name = Q(alias="") & (Q(author__display_name__istartswith=typed) | Q(author__display_name__icontains=f" {typed}"))
    wrote = question.replies.visible().filter(by_name & Q(author__erased_at=None) | ~Q(alias="")).exclude(author=reader)
    rows = wrote.values_list("author", "alias", "author__display_name").annotate(last=Max("number")).order_by("-last")[:LOOKED_AT]
    found = {(author, alias): Alias(alias).shown_name if alias else name for author, alias, name, _last in rows}
    asker = (question.author_id, question.alias)
    if question.author_id != reader.pk and not getattr(question.author, "erased_at", None):
        found = found | {asker: question.author.shown_name}
    return [Here(name, key == asker) for key, name in found.items() if f" {typed}" in f" {name.casefold()}"][:OFFERED]
