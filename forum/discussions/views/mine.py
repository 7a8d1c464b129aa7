"""One's own: questions, replies that wait, and drafts to go on with."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from accounts.access import members_only
from forum.discussions.models import Draft, Question, Reply, guide_home
from forum.discussions.places import place_of
from forum.discussions.views.reading import mark_what_is_new
from guide.spiral import read_spiral

AT_MOST = 100
ABOUT_A_REPLY = re.compile(r"question:(\d{1,18})(?::(\d{1,9}))?")


@members_only
def my_questions(request: HttpRequest) -> HttpResponse:
    mine = list(Question.objects.filter(author=request.user).exclude(state="withdrawn").newest_first().with_authors()[:AT_MOST])
    mark_what_is_new(mine, request.user)
    replies = Reply.objects.filter(author=request.user, state__in=["waiting", "declined"]).select_related("question").order_by("-id")[:AT_MOST]
    drafts = Draft.objects.filter(owner=request.user, kind__in=[Draft.Kind.QUESTION, Draft.Kind.REPLY], posted_question=None, posted_reply=None)
    spiral = read_spiral(guide_home())
    context = {
        "questions": [(question, place_of(question.page, spiral)) for question in mine],
        "replies": replies,
        "drafts": [(draft, address) for draft in drafts.order_by("-saved_at")[:AT_MOST] if (address := where_to_go_on(draft))],
    }
    return render(request, "forum/my_questions.html", context)


def where_to_go_on(draft: Draft) -> str:
    """The form with these words in it; blank for a form that was opened and left empty."""
    if draft.kind == Draft.Kind.QUESTION:
        return reverse("forum:ask_check", args=[draft.key]) if draft.words.get("title", "").strip() else ""
    about = ABOUT_A_REPLY.fullmatch(draft.about)
    if not about or not draft.words.get("body", "").strip():
        return ""
    words = {"draft": draft.key} | ({"to": about[2]} if about[2] else {})
    return f"{reverse('forum:reply', args=[int(about[1])])}?{urlencode(words)}"
