"""Writing where a question stands."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from accounts.answers import answer
from accounts.limits import TooOften
from accounts.models import User
from forum import html
from forum.discussions import rules, summing_up
from forum.discussions.actions import Overtaken
from forum.discussions.forms import SummaryForm
from forum.discussions.joining import where_it_is
from forum.discussions.limits import count_a_post
from forum.discussions.models import Question, Reply
from forum.discussions.views.moved import goes_where_it_went
from forum.discussions.views.reading import find_question
from forum.discussions.views.refusing import pause


@members_only
@never_cache
@goes_where_it_went
def sum_up(request: HttpRequest, question_id: int) -> HttpResponse:
    """The form, and saving it. Whoever was overtaken reads the other words over their own, which stay in the form."""
    try:
        asked = find_question(request, question_id)
    except Http404:
        if request.method != "POST":
            raise
        return gone_meanwhile(request, question_id)
    refused = why_not(request.user, asked)
    if refused and request.method == "POST":
        return with_their_words(request, refused, asked, status=403)
    if not rules.can_post(request.user):
        return pause(request)
    if refused:
        raise PermissionDenied(refused)
    seen = request.POST.get("seen", summing_up.version_of(asked))
    form = SummaryForm(request.POST if request.method == "POST" else None, initial={"words": html.to_plain(asked.summary)})
    page = {"question": asked, "form": form, "seen": seen}
    if not form.is_valid():
        return answer(request, "forum/sum_up.html", page)
    try:
        count_a_post(request)
    except TooOften as limit:
        form.add_error("words", _("That was a lot in a short time. You can send this in about %(time)s. What you wrote is still here.") % {"time": limit.wait})
        return answer(request, "forum/sum_up.html", page, wait=limit.seconds)
    words = "" if "take_away" in request.POST else form.cleaned_data["words"]
    try:
        summing_up.sum_up(by=request.user, question=asked, words=words, seen=seen)
    except Overtaken as overtaken:
        asked.refresh_from_db()
        page |= {"problem": str(overtaken), "seen": summing_up.version_of(asked), "other": asked.summary}
        response = answer(request, "forum/sum_up.html", page)
        response.status_code = 409
        return response
    messages.success(request, _("It stands over the replies now.") if words else _("Nothing stands over the replies any more."))
    return redirect(asked)


def why_not(user: User, asked: Question) -> str:
    if not rules.can_post(user):
        return _("Coalition staff have asked you to pause, so this was not saved.")
    if user.first_posts_wait:
        return _("Staff read what you write before it appears, so you cannot say here where this stands. Write it as a reply.")
    if not rules.can_sum_up(user, asked):
        return _("Whoever asked says where a question stands, or Coalition staff, once it has %(number)d replies.") % {"number": rules.LONG}
    return ""


def with_their_words(request: HttpRequest, problem: str, asked: Question | None, *, status: int) -> HttpResponse:
    """Why nothing was saved, and what they typed, to be copied. Of a question that they cannot read any more nothing is told."""
    page = {"question": asked, "form": SummaryForm(initial={"words": request.POST.get("words", "")}), "problem": problem, "only_read": True}
    response = answer(request, "forum/sum_up.html", page)
    response.status_code = status
    return response


def gone_meanwhile(request: HttpRequest, question_id: int) -> HttpResponse:
    """Staff joined it to another, or took it away: their words are on the page in either case."""
    now = where_it_is(question_id)
    try:
        asked = find_question(request, now.question_id) if isinstance(now, Reply) else None
    except Http404:
        asked = None
    if asked is None:
        return with_their_words(request, _("This question is not here any more, so nothing was saved."), None, status=404)
    return joined_meanwhile(request, asked)


def joined_meanwhile(request: HttpRequest, asked: Question) -> HttpResponse:
    """Their words, in the form of the thread where it stands now; who may not sum that up takes them along from the page."""
    may = rules.can_post(request.user) and rules.can_sum_up(request.user, asked)
    problem = _("Staff put this into another thread a moment ago. Look at it there.")
    page = {"question": asked, "form": SummaryForm(initial={"words": request.POST.get("words", "")}), "seen": summing_up.version_of(asked)}
    page |= {"problem": problem, "other": asked.summary, "save_at": reverse("forum:sum_up", args=[asked.pk]), "only_read": not may}
    response = answer(request, "forum/sum_up.html", page)
    response.status_code = 409
    return response
