"""In which language a page is drawn, and the switch.

The address of a guide's page says it: `/es/…`, or none for English. Everything else follows the member's setting, and for
whoever has none the cookie that the switch sets. Who never chose and comes from a Spanish page goes on in Spanish until the browser is closed.
A cookie alone keeps no page from being kept for visitors: the language is part of the key (config/visitor_pages.py).
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.urls import URLResolver, reverse
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.views import serve

from accounts.access import open_to_all
from guide.languages import OTHERS, OWN, language_of, prefix_of, slug_of_home, without_prefix
from guide.models import GuideHome
from guide.spiral import address

ASKED_FOR = "language"  # in an address: the language that was chosen on a page which has none in it
KEPT_FOR = 60 * 60 * 24 * 365


class GuidePrefix(LocalePrefixPattern):
    """The guide's addresses in every language: read whatever language is active, and written in the active one."""

    def match(self, path: str) -> tuple[str, tuple, dict]:
        language = language_of(path)
        return path if language == OWN else path.removeprefix(f"{language}/"), (), {}


def in_every_language(*patterns) -> URLResolver:
    return URLResolver(GuidePrefix(prefix_default_language=False), list(patterns))


class Languages:
    """Middleware, behind the one that knows who asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        came_from = _language_before(request)
        with translation.override(came_from or language_for(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
        if came_from and _is_a_page_in(came_from, response):
            _remember(response, came_from, for_long=False)
        if response.status_code == 404 and language_of(request.path) != OWN:
            return _in_english(request) or response
        return response

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        """A page of the guide is drawn in the language of its address, whoever reads it."""
        if view is serve:
            translation.activate(language_of(request.path))


def language_for(request: HttpRequest) -> str:
    named = language_of(request.path)
    if named != OWN:
        return named
    chosen = _chosen(request)
    return chosen if chosen in OTHERS else OWN


def _chosen(request: HttpRequest) -> str:
    return getattr(request.user, "language", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")


def _language_before(request: HttpRequest) -> str:
    """Of the guide's page whose link was pressed, for whoever never chose one; blank for the guide's own. “Ask about this” on a Spanish page opens in Spanish."""
    before = request.headers.get("Referer", "")
    here = f"{request.scheme}://{request.get_host()}/"
    if not before.startswith(here) or _chosen(request) or request.path == reverse("choose_language"):
        return ""
    language = language_of(before.removeprefix(here))
    return language if language != OWN else ""


def _is_a_page_in(language: str, response: HttpResponse) -> bool:
    return response.headers["Content-Language"] == language and response.headers.get("Content-Type", "").startswith("text/html")


def _remember(response: HttpResponse, language: str, *, for_long: bool) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=KEPT_FOR if for_long else None, samesite="Lax", httponly=True, secure=settings.SESSION_COOKIE_SECURE
    )


def _in_english(request: HttpRequest) -> HttpResponse | None:
    """The page that is not translated yet, where it stands or stood. Nothing where English has none either."""
    place = without_prefix(request.path)
    home = GuideHome.objects.filter(locale__language_code=OWN).first()
    stands = home and Page.objects.live().filter(url_path=f"{home.url_path.rstrip('/')}{place}").exists()
    if stands or Redirect.objects.filter(old_path=Redirect.normalise_path(place)).exists():
        return HttpResponseRedirect(_with_the_wish(place, request.META["QUERY_STRING"], language_of(request.path)))
    return None


@open_to_all
@csrf_exempt  # so that pages kept for visitors can hold the switch: the worst that another site can do is to change the language
@require_POST
@never_cache
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remembers the language, and goes on where one was: on the page's translation, or on the page itself."""
    language = request.POST.get("language", "")
    if language != OWN and language not in OTHERS:
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        request.user.speak(language)
    response = HttpResponseRedirect(_where_to(request, language))
    _remember(response, language, for_long=True)
    return response


def _where_to(request: HttpRequest, language: str) -> str:
    back = request.POST.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return prefix_of(language) + "/"
    path, _mark, query = back.partition("?")
    page = _page_at(path)
    if page is None:
        return back
    translated = page.get_translations(inclusive=True).live().filter(locale__language_code=language).first()
    if translated is None:
        return _with_the_wish(path, query, language)
    query = _without_the_wish(query)
    return address(translated.url_path) + (f"?{query}" if query else "")


def _with_the_wish(path: str, query: str, language: str) -> str:
    """The address as it was, with the language that its page does not have."""
    return f"{path}?{'&'.join(filter(None, [_without_the_wish(query), f'{ASKED_FOR}={language}']))}"


def _without_the_wish(query: str) -> str:
    return "&".join(part for part in query.split("&") if part and not part.startswith(f"{ASKED_FOR}="))


def _page_at(path: str) -> Page | None:
    """The guide's page at this address; None for the addresses of the other rooms."""
    slug = "" if (language := language_of(path)) == OWN else slug_of_home(language)
    homes = GuideHome.objects.filter(slug=slug) if slug else GuideHome.objects.filter(locale__language_code=OWN)
    home = homes.first()
    return home and Page.objects.live().filter(url_path=f"{home.url_path.rstrip('/')}{without_prefix(path)}").first()
