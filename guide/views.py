"""What the guide serves beside its pages."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from accounts.access import open_to_all
from guide.media_store import held_picture as find_held
from guide.media_store import may_see_held
from guide.storages import HELD


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
