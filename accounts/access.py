"""The mark a view carries: who may come in at all. Finer questions are asked in each room's rules.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit, urlunsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import User

View = Callable[..., HttpResponse]
MARKS = ("open_to_all", "members_only", "staff_only")


def open_to_all(view: View) -> View:
    """Everyone may come in; what they see is decided inside."""
    view.access = "open_to_all"
    return view


def same_for_all_visitors(view: View) -> View:
    """Whoever is not signed in sees the same page, without a form or a cookie: it may be kept for a few seconds."""
    view.same_for_all_visitors = True
    return view


def may_be_framed(view: View) -> View:
    """Other sites may show it in a frame (config/middleware.py): it holds no form, and nothing of whoever looks."""
    view.may_be_framed = True
    return view


def members_only(view: View) -> View:
    """A stranger is sent to sign in and comes back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(where_to_come_back(request))
        return view(request, *args, **kwargs)

    guarded.access = "members_only"
    return guarded


def where_to_come_back(request: HttpRequest) -> str:
    """The page itself when it can be read again; after a post, the page the form stood on if it is ours."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    try:
        stood_on = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return request.path
    if stood_on.netloc == request.get_host() and stood_on.path:
        return urlunsplit(("", "", stood_on.path, stood_on.query, ""))
    return request.path


def staff_only(may: Callable[[User], bool]) -> Callable[[View], View]:
    """`may(user)` decides; a stranger is sent to sign in, another member reads that the page is for someone else."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(where_to_come_back(request))
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = "staff_only"
        return guarded

    return mark


def moderates(user: User) -> bool:
    return user.is_moderator


def moderates_discussions(user: User) -> bool:
    return user.moderates_discussions


def runs_the_site(user: User) -> bool:
    return user.runs_the_site


def edits_the_guide(user: User) -> bool:
    return user.edits_the_guide
