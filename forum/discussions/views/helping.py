"""Helping to answer: saying that one writes an answer, and that nothing is missing any more."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import members_only
from forum.discussions import care, rules
from forum.discussions.views.moved import goes_where_it_went
from forum.discussions.views.reading import find_question
from forum.discussions.views.refusing import counted, pause


@members_only
@require_POST
@counted
@goes_where_it_went
def answering(request: HttpRequest, question_id: int) -> HttpResponse:
    """“I am answering this”: for half an hour, or no more when it was on. Who comes second reads who was first."""
    asked = find_question(request, question_id)
    if not rules.can_post(request.user):
        return pause(request)
    if not rules.can_reply(request.user, asked) or asked.author_id == request.user.pk:
        raise PermissionDenied(_("You can say this about questions of other people that take replies."))
    if asked.replies.hiding(request.user).exists():
        raise PermissionDenied(_("You show no name in this thread, and this would show it. You can reply all the same."))
    if asked.is_being_answered and asked.answering_by_id == request.user.pk:
        care.say_i_am_not_answering(asked, by=request.user)
    elif not care.say_i_am_answering(asked, by=request.user):
        asked.refresh_from_db()
        return render(request, "forum/being_answered.html", {"question": asked}, status=409)
    return redirect(asked)


@members_only
@require_POST
@counted
@goes_where_it_went
def enough(request: HttpRequest, question_id: int) -> HttpResponse:
    """Nothing is missing any more."""
    asked = find_question(request, question_id)
    if not rules.can_post(request.user):
        return pause(request)
    if not rules.can_say_enough(request.user, asked):
        raise PermissionDenied(_("Whoever asked says this, or Coalition staff."))
    care.nothing_is_missing(asked)
    return redirect(asked)
