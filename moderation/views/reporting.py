"""Saying that staff should look at something. Works as a page, for members and visitors; never cached."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import open_to_all
from accounts.limits import TooOften, address_of, take
from forum.discussions.models import Question, Reply
from forum.discussions.views.reading import find_question, find_reply
from moderation import actions
from moderation.forms import ReportForm
from moderation.models import Post
from moderation.rules import hides_at_once

REPORTS_PER_MEMBER = {"most": 20, "seconds": 60 * 60}
REPORTS_PER_ADDRESS = {"most": 60, "seconds": 60 * 60}  # a school sits behind one address


@open_to_all
@never_cache
def report(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Why are you reporting this? Only what everyone can read can be reported."""
    post = find_visible(request, question_id, number)
    reporter = request.user if request.user.is_authenticated else None
    form = ReportForm(request.POST or None, hides=hides_at_once(reporter))
    if request.method != "POST" or not form.is_valid():
        return report_page(request, post, form, status=422 if form.errors else 200)
    try:
        count_a_report(request)
    except TooOften as limit:
        return too_often(request, post, form, limit)
    actions.report(by=reporter, post=post, **form.cleaned_data)
    return redirect("moderation:reported_reply" if number else "moderation:reported_question", *filter(None, (question_id, number)))


def find_visible(request: HttpRequest, question_id: int, number: int | None) -> Post:
    post = find_reply(request, question_id, number) if number is not None else find_question(request, question_id)
    if not post.is_visible:
        raise Http404
    return post


def report_page(request: HttpRequest, post: Post, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {"post": post, "is_question": isinstance(post, Question), "question": post.question if isinstance(post, Reply) else post, "form": form}
    return render(request, "moderation/report.html", context, status=status)


def count_a_report(request: HttpRequest) -> None:
    """Per member first, then per address. Raises TooOften."""
    if request.user.is_authenticated:
        take("report", str(request.user.pk), **REPORTS_PER_MEMBER)
    take("report-from", address_of(request), **REPORTS_PER_ADDRESS)


def too_often(request: HttpRequest, post: Post, form: ReportForm, limit: TooOften) -> HttpResponse:
    """The page again, with the words in it and the time to wait."""
    form.add_error(None, _("That was a lot in a short time. You can send this in about %(time)s. What you wrote is still here.") % {"time": limit.wait})
    response = report_page(request, post, form, status=429)
    response["Retry-After"] = str(limit.seconds)
    return response


@open_to_all
@never_cache
def reported(request: HttpRequest, question_id: int, number: int | None = None) -> HttpResponse:
    """Thank you. The same page whether the post was hidden, and whether it ever was there: it tells nothing about either."""
    question = Question.objects.visible_to(request.user).filter(pk=question_id).first()
    return render(request, "moderation/reported.html", {"question": question})
