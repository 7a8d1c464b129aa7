"""How somebody who asked without a name is shown: by an alias that belongs to one question alone.

The one place where it is settled whom a post shows. `post.author` is what may be shown, a person or an alias; `post.person_behind` is
the account, for rules, limits and letters to themselves. A page that knows nothing of aliases shows them all the same.
"""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

BIRDS = {
    "avocet": gettext_lazy("Avocet"),
    "blackbird": gettext_lazy("Blackbird"),
    "bunting": gettext_lazy("Bunting"),
    "cardinal": gettext_lazy("Cardinal"),
    "chickadee": gettext_lazy("Chickadee"),
    "crane": gettext_lazy("Crane"),
    "curlew": gettext_lazy("Curlew"),
    "dove": gettext_lazy("Dove"),
    "finch": gettext_lazy("Finch"),
    "goldfinch": gettext_lazy("Goldfinch"),
    "grosbeak": gettext_lazy("Grosbeak"),
    "heron": gettext_lazy("Heron"),
    "hummingbird": gettext_lazy("Hummingbird"),
    "ibis": gettext_lazy("Ibis"),
    "jay": gettext_lazy("Jay"),
    "kestrel": gettext_lazy("Kestrel"),
    "kingfisher": gettext_lazy("Kingfisher"),
    "lark": gettext_lazy("Lark"),
    "mockingbird": gettext_lazy("Mockingbird"),
    "nuthatch": gettext_lazy("Nuthatch"),
    "oriole": gettext_lazy("Oriole"),
    "osprey": gettext_lazy("Osprey"),
    "partridge": gettext_lazy("Partridge"),
    "pelican": gettext_lazy("Pelican"),
    "plover": gettext_lazy("Plover"),
    "quail": gettext_lazy("Quail"),
    "robin": gettext_lazy("Robin"),
    "sandpiper": gettext_lazy("Sandpiper"),
    "sparrow": gettext_lazy("Sparrow"),
    "stork": gettext_lazy("Stork"),
    "swallow": gettext_lazy("Swallow"),
    "swift": gettext_lazy("Swift"),
    "tanager": gettext_lazy("Tanager"),
    "tern": gettext_lazy("Tern"),
    "thrush": gettext_lazy("Thrush"),
    "turnstone": gettext_lazy("Turnstone"),
    "warbler": gettext_lazy("Warbler"),
    "waxwing": gettext_lazy("Waxwing"),
    "woodpecker": gettext_lazy("Woodpecker"),
    "wren": gettext_lazy("Wren"),
}
NAMED = list(BIRDS)
LOWEST, NUMBERS = 10, 90  # two digits
HOW_MANY = len(NAMED) * NUMBERS
TRIED = 8


@dataclass(frozen=True)
class Alias:
    """What pages and letters show of a person, and nothing else of one: asked for an address or a number, it has none.

    False where a person is true: Django writes no key of it, and nobody takes it for an account.
    """

    code: str  # such as “heron-47”

    is_coalition_staff = False
    shown_role = ""
    shown_place = ""

    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """“Anonymous Heron 47”, in the language that is read."""
        bird, _dash, number = self.code.partition("-")
        return _("Anonymous %(bird)s %(number)s") % {"bird": BIRDS.get(bird, bird), "number": number}

    display_name = first_name = shown_name  # no part of it stands alone


def aliases_from(key: uuid.UUID) -> list[str]:
    """The codes that a draft's key leads to; the first that nobody has is the asker's, so that they read it before they post. Knows nothing of who asks.

    Keyed, and more than one: whoever makes up the key of their form cannot take the alias of somebody else.
    """
    return [_code(int(salted_hmac("alias", f"{key} {turn}").hexdigest(), 16) % HOW_MANY) for turn in range(TRIED)]


def new_alias(wish: str, *, taken: Collection[str]) -> str:
    """`wish` unless this person has it elsewhere: then another at random."""
    free = [code for number in range(HOW_MANY) if (code := _code(number)) not in taken]
    return wish if wish and wish not in taken else secrets.choice(free or [_code(secrets.randbelow(HOW_MANY))])


def _code(number: int) -> str:
    return f"{NAMED[number % len(NAMED)]}-{LOWEST + number // len(NAMED)}"


def words_that_tell(person: User | AnonymousUser, text: str) -> list[str]:
    """Which words of the text say who wrote it: parts of the name, the address, the organization, the city."""
    if not person.is_authenticated:
        return []
    names = [*person.display_name.split(), person.email, person.organisation, person.city]
    said = text.casefold()
    return [name for name in dict.fromkeys(names) if len(name) > 2 and re.search(rf"(?<!\w){re.escape(name.casefold())}(?!\w)", said)]


class WhoIsShown(ForwardManyToOneDescriptor):
    """Reading the key gives the alias where the post has one and the key is its author's. Writing and filtering are as ever."""

    def __get__(self, instance: models.Model | None, cls: type | None = None):
        if instance is not None and instance.alias and getattr(instance, self.field.attname) == instance.author_id:
            return Alias(instance.alias)
        return super().__get__(instance, cls)

    def person_behind(self, instance: models.Model) -> User:
        return super().__get__(instance)


class KeyToWhoIsShown(models.ForeignKey):
    """A key to a person on a post with an `alias`. To the database and to migrations a foreign key like others."""

    forward_related_accessor_class = WhoIsShown

    def __init__(self, **kwargs) -> None:
        super().__init__(kwargs.pop("to", settings.AUTH_USER_MODEL), kwargs.pop("on_delete", models.PROTECT), **kwargs)

    def deconstruct(self) -> tuple:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.ForeignKey", args, kwargs
