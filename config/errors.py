"""Refusals as pages a person can read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import open_to_all
from forum.stories.forms import readable


# fields in which people write: nothing else is worth showing back
WORDS = ("title", "details", "body", "words", "reason", "note", "display_name")
STORIES = ("/share/", "/my/stories/")


@open_to_all
def form_grew_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A security token that is missing or stale: the words were posted back, so they are shown to be kept."""
    kept = [(name, value) for name, value in request.POST.items() if name in WORDS and value.strip()]
    if request.path.startswith(STORIES):
        kept = [("", words) for words in readable(request.POST)]
    return render(request, "form_grew_old.html", {"kept": kept, "back": request.get_full_path()}, status=403)


@open_to_all
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@open_to_all
def not_yours(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", {"exception": str(exception) if exception and exception.args else ""}, status=403)


@open_to_all
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)
