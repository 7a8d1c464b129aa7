"""Jumps within a thread, and what a page that stands open asks now and then."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.access import open_to_all, same_for_all_visitors
from forum.discussions.models import Question, Reply
from forum.discussions.views.moved import goes_where_it_went
from forum.discussions.views.reading import a_number, address_in_place, find_question

LOOKED_AT = 500  # new replies at most, for the first of them in reading order


@open_to_all
@goes_where_it_went
def latest(request: HttpRequest, question_id: int) -> HttpResponse:
    """To the newest reply, in its place."""
    asked = find_question(request, question_id)
    return _to(asked, asked.replies.visible().order_by("-id").first())


@open_to_all
@goes_where_it_went
def first_new(request: HttpRequest, question_id: int) -> HttpResponse:
    """To the first in reading order of the replies behind the number `than`; to the newest where there is none."""
    asked = find_question(request, question_id)
    newer = asked.replies.visible().filter(number__gt=a_number(request.GET.get("than")) or 0)
    if request.user.is_authenticated:
        newer = newer.exclude(author=request.user)
    found = sorted(newer.order_by("number").values_list("path", "pk")[:LOOKED_AT])
    newest = asked.replies.visible().order_by("-id")
    return _to(asked, (asked.replies.filter(pk=found[0][1]) if found else newest).first())


def _to(asked: Question, reply: Reply | None) -> HttpResponse:
    if reply is None or reply.pk == asked.answer_id:
        return redirect(f"{asked.get_absolute_url()}#{reply.anchor if reply else 'replies'}")
    return redirect(address_in_place(asked, reply))


@open_to_all
@same_for_all_visitors
def news(request: HttpRequest, question_id: int) -> HttpResponse:
    """How many replies a question has. One query at most: pages that stand open ask for it, without saying who they are."""
    replies = get_object_or_404(Question.objects.visible().values_list("reply_count", flat=True), pk=question_id)
    return JsonResponse({"replies": replies})
