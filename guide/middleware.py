"""Answers about stories that may not be shown, or no longer; the short way to a page."""

from __future__ import annotations

from collections.abc import Callable

from django.apps import apps
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Page
from wagtail.query import PageQuerySet
from wagtail.url_routing import RouteResult
from wagtail.views import serve

from guide.languages import without_prefix
from guide.models.consent import GoneAddress, NotAgreed
from guide.models.freshness import with_freshness
from guide.models.stories import StoryPage
from guide.spiral import STORY_INDEX, Spiral, find_kept

CMS = "/cms/"


class StoriesOfOthers:
    """Says at the address of a story taken back that it was, and in the CMS why one may not be published. A page that is found costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and _was_taken_back(request.path):
            return render(request, "410.html", status=410)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A workflow's last step, and whatever else publishes in the CMS: back to where the editor was, with the reason."""
        if not isinstance(exception, NotAgreed) or not request.path.startswith(CMS):
            return None
        messages.error(request, str(exception))
        back = request.headers.get("referer", "")
        if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
            back = reverse("wagtailadmin_home")
        if request.headers.get("x-requested-with") == "XMLHttpRequest":  # a step of a workflow, from its small window
            return JsonResponse({"step": "success", "redirect": back})
        return redirect(back)


def _was_taken_back(path: str) -> bool:
    """There, or in the guide's own language: an address under `/es/` stands for the original as long as nothing is translated."""
    return GoneAddress.objects.filter(path__in={path, without_prefix(path)}).exists()


class OldWays(RedirectMiddleware):
    """Leads from where a page stood to where it stands. Browsers ask each time: the page may be moved back (docs/decisions/0045)."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer is not response:
            answer.headers["Cache-Control"] = "no-cache"
        return answer


class KnownWays:
    """Finds a page of the guide in the tree that the process has kept: one query, where Wagtail's own way takes six.

    The query reads the number of freshness with the page; when it is another than the tree's, the page reads the tree anew. What is not in
    the tree, or stands at this address no more, takes Wagtail's way.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> None:
        found = (_page_at(request.path) or _story_at(request.path)) if view is serve else None
        if found is None:
            return
        page, spiral, number = found
        if page.fresh == number:
            request.spiral = spiral
        request._wagtail_route_for_request = RouteResult(page)  # where Wagtail looks first (Page.route_for_request)


def _page_at(path: str) -> tuple[Page, Spiral, int] | None:
    found = find_kept(path)
    if not found:
        return None
    leaf, spiral, number = found
    model = apps.get_model("guide", leaf.kind)
    return _still_at(path, model.objects.live().filter(pk=leaf.id), spiral, number)


def _story_at(path: str) -> tuple[Page, Spiral, int] | None:
    """Stories are too many to be kept; the list that they stand under is."""
    above, _slash, slug = path.removesuffix("/").rpartition("/")
    found = find_kept(f"{above}/")
    if not found or found[0].kind != STORY_INDEX or not path.endswith("/"):
        return None
    leaf, spiral, number = found
    beneath = StoryPage.objects.live().filter(slug=slug, path__startswith=leaf.path, depth=len(leaf.path) // Page.steplen + 1)
    return _still_at(path, beneath, spiral, number)


def _still_at(path: str, pages: PageQuerySet, spiral: Spiral, number: int) -> tuple[Page, Spiral, int] | None:
    shown = pages.model.shown_with
    page = with_freshness(pages.select_related(*shown) if shown else pages).first()
    return (page, spiral, number) if page and page.address == path else None
