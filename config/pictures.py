"""Pictures of the guide, from the public store. Only pictures: a file of another kind is handed out by the documents' own view."""

from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse

from accounts.access import open_to_all

KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".gif": "image/gif", ".avif": "image/avif"}
A_MONTH = 60 * 60 * 24 * 30


@open_to_all
def picture(request: HttpRequest, folder: str, name: str) -> HttpResponse:
    """The file under a fixed type, whatever it holds. A web server in front may serve the folder instead."""
    path = PurePosixPath(folder) / name
    kind = KINDS.get(path.suffix.lower())
    if kind is None or not default_storage.exists(str(path)):
        raise Http404
    response = FileResponse(default_storage.open(str(path)), content_type=kind)
    response.headers["Cache-Control"] = f"public, max-age={A_MONTH}, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
