"""One's own: questions asked, followed, answered and had too, replies that wait, and drafts to go on with."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.access import members_only
from accounts.models import User
from forum.discussions.models import Draft, MeToo, Question, Reply, guide_home
from forum.discussions.places import place_of
from forum.discussions.queries import QuestionQuerySet
from forum.discussions.views.reading import a_number, mark_what_is_new
from forum.letters.following import followed_by
from guide.spiral import read_spiral

AT_MOST = 100
A_PAGE = 20
ABOUT_A_REPLY = re.compile(r"question:(\d{1,18})(?::(\d{1,9}))?")
LISTS = {"asked": _("Asked"), "followed": _("Followed"), "answered": _("Answered by me"), "too": _("I have this question too")}


@members_only
def my_questions(request: HttpRequest) -> HttpResponse:
    """What I asked, with what is on its way; or what I follow, replied to, or have too. Pages by keyset, as the list of all."""
    wanted = next((name for name in LISTS if name == request.GET.get("of")), "asked")
    before = a_number(request.GET.get("before"))
    rows = list(of_mine(wanted, request.user).before(before).newest_first().with_authors()[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    mark_what_is_new(rows, request.user)
    spiral = read_spiral(guide_home())
    context = {
        "here": wanted,
        "tabs": LISTS.items(),
        "questions": [(question, place_of(question.page, spiral)) for question in rows],
        "older": f"?{urlencode({'of': wanted, 'before': rows[-1].pk})}" if more else "",
        **(on_the_way(request.user) if wanted == "asked" and not before else {}),
    }
    return render(request, "forum/my_questions.html", context)


def of_mine(name: str, member: User) -> QuestionQuerySet:
    """Each begins with the member's own rows, so that it costs what they did and not what the site holds."""
    if name == "asked":
        return Question.objects.filter(author=member).exclude(state="withdrawn")
    others = Question.objects.visible_to(member)
    if name == "followed":
        return others.filter(pk__in=followed_by(member, "question"))
    if name == "too":
        return others.filter(pk__in=MeToo.objects.filter(member=member).values("question"))
    return others.exclude(author=member).filter(pk__in=Reply.objects.visible().filter(author=member).values("question"))


def on_the_way(member: User) -> dict:
    """What is not posted yet, and what waits to be looked at."""
    replies = Reply.objects.filter(author=member, state__in=["waiting", "declined"]).select_related("question").order_by("-id")[:AT_MOST]
    drafts = Draft.objects.filter(owner=member, kind__in=[Draft.Kind.QUESTION, Draft.Kind.REPLY], posted_question=None, posted_reply=None)
    return {"replies": replies, "drafts": [(draft, address) for draft in drafts.order_by("-saved_at")[:AT_MOST] if (address := where_to_go_on(draft))]}


def where_to_go_on(draft: Draft) -> str:
    """The form with these words in it; blank for a form that was opened and left empty."""
    if draft.kind == Draft.Kind.QUESTION:
        return reverse("forum:ask_check", args=[draft.key]) if draft.words.get("title", "").strip() else ""
    about = ABOUT_A_REPLY.fullmatch(draft.about)
    if not about or not draft.words.get("body", "").strip():
        return ""
    words = {"draft": draft.key} | ({"to": about[2]} if about[2] else {})
    return f"{reverse('forum:reply', args=[int(about[1])])}?{urlencode(words)}"
