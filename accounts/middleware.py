"""What a signed-in member meets on every page: their own clock, the one question a new member is asked before going on, and for staff the second step."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from accounts.access import where_to_come_back
from accounts.security.proof import used_a_second_step
from accounts.security.second_step import APP, PASSKEY, kinds_of, must_have_one

LET_THROUGH = ("/accounts/", "/static/", "/media/", "/health/", "/letters/", "/language/")
WORK_OF_STAFF = ("/accounts/reset/",)  # among what is let through


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


def lead_staff_to_a_second_step(get_response):
    """Where the site asks staff for a second step, they go nowhere as staff before they used one in this session. No query once they did."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        let_through = request.path.startswith(LET_THROUGH) and not request.path.startswith(WORK_OF_STAFF)
        if not user.is_authenticated or not must_have_one(user) or let_through or used_a_second_step(request):
            return get_response(request)
        where = "proof" if kinds_of(user) & {APP, PASSKEY} else "set_up_second_step"
        return HttpResponseRedirect(f"{reverse(f'accounts:{where}')}?{urlencode({'next': where_to_come_back(request)})}")

    return middleware
