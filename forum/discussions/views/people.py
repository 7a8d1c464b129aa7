"""Whom one can call by “@”, while one types."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from accounts.limits import TooOften
from forum.discussions.limits import count_a_look
from forum.discussions.models import Question
from forum.discussions.who_is_here import people_here

NAME_AT_MOST = 60


@members_only
@never_cache
def in_this_thread(request: HttpRequest, question_id: int) -> HttpResponse:
    """`{"people": [{"name": …, "note": …}]}`, of whom a word of the name begins with `q`. Typing goes on without it."""
    try:
        count_a_look(request)
    except TooOften as limit:
        return JsonResponse({"people": []}, status=429, headers={"Retry-After": str(limit.seconds)})
    asked = get_object_or_404(Question.objects.visible().select_related("author"), pk=question_id)
    here = people_here(asked, request.GET.get("q", "")[:NAME_AT_MOST], reader=request.user)
    return JsonResponse({"people": [{"name": one.name, "note": _("Asked this") if one.asked else ""} for one in here]})
