"""One's name on a question of one's own: whether it is shown, and showing it afterwards."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import members_only
from forum.discussions import actions
from forum.discussions.models import Question


@members_only
def name(request: HttpRequest, question_id: int) -> HttpResponse:
    """How others see who asked, who has looked it up, and the way to show one's name. Only the asker sees this page."""
    asked = get_object_or_404(Question.objects.exclude(state="withdrawn"), pk=question_id, author=request.user)
    if request.method != "POST":
        return render(request, "forum/name.html", {"question": asked})
    actions.show_name(question=asked)
    return redirect(asked.get_absolute_url())
