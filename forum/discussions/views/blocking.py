"""Blocking whoever wrote a post, and the list of those one has blocked. Whoever is blocked learns nothing of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from accounts.models import User
from forum.blocking import blocks
from forum.blocking.models import Block
from forum.discussions.aliases import Alias
from forum.discussions.models import Question
from forum.discussions.views.moved import goes_where_it_went
from forum.discussions.views.reading import a_number, find_question, find_reply
from forum.discussions.views.refusing import counted


@members_only
@never_cache
@counted
@goes_where_it_went
def block(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Whom a post shows, under their name or under its alias: the page says what follows, a press does it."""
    post = find_question(request, question_id) if number is None else find_reply(request, question_id, number)
    if not post.is_visible:
        raise Http404
    if post.author_id == request.user.pk:
        raise PermissionDenied(_("You wrote this yourself."))
    page = {"post": post, "already": (post.author_id, post.alias) in blocks.blocks_of(request.user)}
    if request.method != "POST":
        return render(request, "forum/block.html", page)
    try:
        blocks.block(post.author_id, by=request.user, alias=post.alias, question=question_id)
    except blocks.TooMany:
        return render(request, "forum/block.html", page | {"most": blocks.AT_MOST}, status=409)
    messages.success(request, _("You have blocked %(name)s. They are not told.") % {"name": post.author.shown_name})
    return redirect(post)


@members_only
@never_cache
def my_blocked(request: HttpRequest) -> HttpResponse:
    """Whom one has blocked, the last first; a press takes one off. Of an alias it says where it was met, and no more."""
    if request.method == "POST":
        if blocks.unblock(a_number(request.POST.get("block")) or 0, by=request.user):
            messages.success(request, _("You see their posts again, and hear of them."))
        return redirect("forum:my_blocked")
    rows = list(request.user.blocks.order_by("-pk"))
    people = User.objects.in_bulk({row.person_id for row in rows if not row.alias})
    asked = Question.objects.visible_to(request.user).only("title", "language").in_bulk([row.question for row in rows if row.question])
    return render(request, "forum/my_blocked.html", {"rows": [_shown(row, people, asked) for row in rows]})


def _shown(row: Block, people: dict[int, User], asked: dict[int, Question]) -> dict:
    who = Alias(row.alias) if row.alias else people[row.person_id]
    return {"pk": row.pk, "at": row.at, "name": who.shown_name, "alias": row.alias, "question": asked.get(row.question)}
