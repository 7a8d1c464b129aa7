"""Has this been answered already? While one types, and on a page of its own after the first step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access import open_to_all
from accounts.limits import TooOften
from forum.discussions.limits import count_a_look
from forum.discussions.models import Draft
from forum.discussions.similar import similar_to
from forum.discussions.views.asking import TITLE_AT_MOST, a_key, of_what_is_asked


@open_to_all
@never_cache
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """What is like the sentence as far as it is typed: `{"html": …, "said": …}`, both blank when nothing is.

    A post, so that what somebody only thought of asking stands in no log and no history; never kept for the same reason.
    """
    try:
        count_a_look(request)
    except TooOften as limit:
        return too_many_looks(limit)
    found = similar_to(request.POST.get("title", "")[:TITLE_AT_MOST])
    html = render_to_string("forum/_similar.html", {"similar": found, "key": a_key(request.POST.get("draft")), "user": request.user}) if found else ""
    return JsonResponse({"html": html, "said": found.said})


def too_many_looks(limit: TooOften) -> HttpResponse:
    words = _("We stopped looking for similar questions for about %(time)s. You can go on with yours.") % {"time": limit.wait}
    return JsonResponse({"said": words}, status=429, headers={"Retry-After": str(limit.seconds)})


@open_to_all
@never_cache
@of_what_is_asked
def ask_similar(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Between step 1 and 2, for whoever saw nothing while typing. Where nothing is similar it leads on."""
    title = draft.words.get("title", "")
    found = similar_to(title)
    if not found:
        return redirect("forum:ask_details", draft.key)
    context = {"similar": found, "title": title, "draft": draft, "key": draft.key, "back": f"{reverse('forum:ask')}?draft={draft.key}"}
    return render(request, "forum/ask_similar.html", context)
