"""Reading an edition, and what editors see of the printing."""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_POST

from accounts.access import edits_the_guide, open_to_all, staff_only
from guide.printing.changes import ask_for_all_languages
from guide.printing.models import Edition, Unprinted

A_MINUTE = 60


def _tag(request: HttpRequest, name: str) -> str | None:
    edition = _find(name)
    return f'"{edition.digest}"' if edition else None


def _find(name: str) -> Edition | None:
    """A stage that was moved may leave its name to another for as long as both are printed anew: the newest counts."""
    return Edition.objects.made().filter(name=name).order_by("-made_at").first()


@open_to_all
@csp_replace({"object-src": [SELF]})  # browsers show a PDF in a piece of their own
@condition(etag_func=_tag)
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """The newest printing. A cache asks again after a minute: a story taken back leaves the editions that tell it."""
    found = _find(name)
    if found is None:
        raise Http404
    try:
        file = default_storage.open(found.file)
    except FileNotFoundError as lost:
        raise Http404 from lost
    response = FileResponse(file, content_type="application/pdf", filename=f"{name}.pdf")
    response.headers["Cache-Control"] = f"public, max-age={A_MINUTE}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@staff_only(edits_the_guide)
def editions(request: HttpRequest) -> HttpResponse:
    """In the CMS: what is printed, and how far the next printing is. Two queries."""
    shown = list(Edition.objects.in_order().select_related("locale", "stage"))
    context = {
        "editions": shown,
        "noted": Unprinted.objects.order_by("at").last(),
        "is_on": settings.PRINT_EDITIONS,
        "at_work": any(one.is_being_printed or (one.due_at and not one.trouble) for one in shown),
        "several_languages": len({one.locale_id for one in shown}) > 1,
        "trouble": next((one.trouble for one in shown if one.trouble), ""),
    }
    return render(request, "guide/cms_editions.html", context)


@require_POST
@staff_only(edits_the_guide)
def look_again(request: HttpRequest) -> HttpResponse:
    """All editions are compared with the guide, and those that differ are printed. Pressed twice it is asked once."""
    ask_for_all_languages()
    messages.success(request, _("Every edition is compared with the guide now, and printed again where it differs."))
    return redirect("printed_editions")
