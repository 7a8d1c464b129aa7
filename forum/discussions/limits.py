"""How much one may post. Per member first, then per address: a whole school sits behind one."""

from django.http import HttpRequest

from accounts.limits import address_of, take, take_all
from accounts.models import User

POSTS_PER_MEMBER = {"most": 20, "seconds": 10 * 60}
POSTS_PER_ADDRESS = {"most": 200, "seconds": 10 * 60}

LOOKS_PER_MEMBER = {"most": 300, "seconds": 10 * 60}  # for what is like a question: one at each pause in the typing
LOOKS_PER_ADDRESS = {"most": 1_500, "seconds": 10 * 60}  # of strangers


def count_a_look(request: HttpRequest) -> None:
    """Raises accounts.limits.TooOften. One statement."""
    if request.user.is_authenticated:
        take("look", str(request.user.pk), **LOOKS_PER_MEMBER)
    else:
        take("look", address_of(request), **LOOKS_PER_ADDRESS)


def count_a_post(request: HttpRequest) -> None:
    """Raises accounts.limits.TooOften; the page for it says how long to wait, and the words are kept as a draft."""
    if request.user.is_coalition_staff:
        return
    take_all(("post", str(request.user.pk), POSTS_PER_MEMBER), ("post-from", address_of(request), POSTS_PER_ADDRESS))


def count_a_post_by_mail(person: User) -> None:
    """The same for one that came by mail: there is no address to count."""
    if not person.is_coalition_staff:
        take("post", str(person.pk), **POSTS_PER_MEMBER)
