"""What the guide serves beside its pages."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import open_to_all, same_for_all_visitors
from guide.media_store import held_picture as find_held
from guide.media_store import may_see_held
from guide.models import ContentPage, GuideHome
from guide.spiral import read_spiral
from guide.storages import HELD


@open_to_all
@same_for_all_visitors
def contents(request: HttpRequest) -> HttpResponse:
    """All pages of the guide as one list, and what stands beside it. Read from the tree: nothing of it is typed."""
    home = GuideHome.objects.live().order_by("path").first()
    if home is None:
        raise Http404
    spiral = read_spiral(home)
    beside = ContentPage.objects.live().filter(depth=home.depth + 1, locale__language_code=spiral.language).order_by("path")
    return render(request, "guide/contents.html", {"spiral": spiral, "first": spiral.reading[0], "beside": beside})


@open_to_all
def held_picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture that is not published. Whoever may not see it learns nothing, not even that it is there."""
    image = find_held(HELD + name) if request.user.is_authenticated else None
    if image is None or not may_see_held(request.user, image):
        raise Http404
    try:
        file = default_storage.open(HELD + name)
    except OSError as lost:
        raise Http404 from lost
    response = FileResponse(file, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
