"""Nobody prepares or publishes the page of a story that they wrote themselves: two people stand behind what goes on the site.

The guide knows no submissions; the room that does says who wrote what, in its app's `ready`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester

from accounts.models import User
from guide.models.consent import NotAgreed

Wrote = Callable[[User, Page], bool]
_known: list[Wrote] = []


def known_to(wrote: Wrote) -> Wrote:
    if wrote not in _known:
        _known.append(wrote)
    return wrote


def wrote_it(user: User, page: Page) -> bool:
    return user.is_authenticated and page.pk is not None and any(wrote(user, page) for wrote in _known)


def refuse_their_own(user: User | None, page: Page) -> None:
    """Raises NotAgreed. Without a user, such as for the schedule, whoever put it there was asked."""
    if user and wrote_it(user, page):
        raise NotAgreed(_("You wrote this story yourself. Another editor prepares and publishes it."))


class StoryPermissions(PagePermissionTester):
    def can_edit(self) -> bool:
        return super().can_edit() and not wrote_it(self.user, self.page)

    def can_publish(self) -> bool:
        return super().can_publish() and not wrote_it(self.user, self.page)
