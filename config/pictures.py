"""Pictures of the guide, from the public store. Only pictures: a file of another kind is handed out by the documents' own view."""

from __future__ import annotations

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition

from accounts.access import open_to_all

KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".avif": "image/avif"}
A_MINUTE = 60


def _tag(request: HttpRequest, folder: str, name: str) -> str | None:
    """A file never changes under its name; none for one that is gone."""
    try:
        return f'"{name}"' if default_storage.exists(f"{folder}/{name}") else None
    except OSError:  # a name that is too long for any file
        return None


@open_to_all
@condition(etag_func=_tag)
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """The file under a fixed type, whatever it holds. A cache asks again after a minute: whoever takes a story back takes its pictures too."""
    kind = KINDS.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise Http404
    try:
        file = default_storage.open(f"{folder}/{name}")
    except OSError as lost:  # gone; or a folder, or too long a name
        raise Http404 from lost
    response = FileResponse(file, content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={A_MINUTE}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
