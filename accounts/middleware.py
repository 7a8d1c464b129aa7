"""What a signed-in member meets on every page: their own clock, and the one question a new member is asked before going on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

LET_THROUGH = ("/accounts/", "/static/", "/media/", "/health/")


def ask_for_the_name_first(get_response):
    """A signed-in member without a display name is sent to the page that asks for it, and comes back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not user.display_name and not request.path.startswith(LET_THROUGH):
            if request.method in ("GET", "HEAD"):
                return HttpResponseRedirect(f"{reverse('accounts:name')}?{urlencode({'next': request.get_full_path()})}")
        return get_response(request)

    return middleware


def by_their_own_clock(get_response):
    """Times on a member's pages are those of the zone they chose."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not getattr(request.user, "time_zone", ""):
            return get_response(request)
        with timezone.override(request.user.zone):
            return get_response(request)

    return middleware
