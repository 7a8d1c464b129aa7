"""The one question a new member is asked before going on."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
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
