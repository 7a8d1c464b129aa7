"""What this room holds about a person: whom they blocked. Who blocked them is for nobody to read, themselves included."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Choices, Named, Part, copied, erased_by, not_copied
from forum.blocking.blocks import forget_blocks_of
from forum.blocking.models import Block


def say_what_we_hold() -> None:
    """Called once the models are there. Of a block of an alias the copy says no more than the list on the site."""
    copied(
        Part("blocks", _("People you blocked"), Block, ("by",), {"whom": _("Name"), "at": _("When")}, where={"alias": ""}, names=_names),
        Part("blocked_aliases", _("People without a name that you blocked"), Block, ("by",), {"alias": _("Name"), "question": _("Question"), "at": _("When")}, leave_out=("person",), where={"alias__gt": ""}),
    )
    not_copied(blocking_block_person="Who has blocked somebody is theirs to know: whoever is blocked is not told.")
    erased_by(erase_blocks)


def _names(rows: Sequence[Block], person: User) -> Named:
    people = User.objects.in_bulk({row.person_id for row in rows})
    return {str(pk): one.shown_name for pk, one in people.items()}


def erase_blocks(person: User, choices: Choices) -> None:
    forget_blocks_of(person)
