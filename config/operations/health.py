"""For whoever watches over the site: does the process live, and is the site fit to serve?"""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.access import open_to_all
from config.operations.checks import NEEDED, WISHED, Check


@open_to_all
@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing else, so that a database that is away restarts no process."""
    return JsonResponse({"status": "alive", "reason": "The process answers."})


@open_to_all
@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the site can serve, with what is worth a look as warnings; 503 with the first reason when it cannot."""
    reason = next(filter(None, map(_asked, NEEDED)), "")
    if reason:
        return JsonResponse({"status": "not ready", "reason": reason, "warnings": []}, status=503)
    return JsonResponse({"status": "ready", "reason": "All is well.", "warnings": list(filter(None, map(_asked, WISHED)))})


def _asked(check: Check) -> str:
    """The check's sentence; one of its own when the database breaks off in the middle."""
    try:
        return check()
    except DatabaseError:
        return "The database broke off."
