"""What people do from letters: say whether they can answer, and that they are still looking. And whether they want such letters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from accounts.access import members_only, open_to_all
from forum.discussions.models import Question
from forum.discussions.places import place_of
from forum.finding_answers import nudges, routing
from forum.finding_answers.actions import choose_wishes, wishes_of
from forum.finding_answers.emails import reason_of
from forum.finding_answers.forms import WishesForm
from forum.finding_answers.links import ASKED, LOOKING, read
from forum.finding_answers.models import Request
from forum.finding_answers.queries import unanswered
from guide.spiral import read_spiral

SHOWN = 20  # of what one was asked


@open_to_all
@never_cache
@csrf_exempt  # the signed address says who and what; a mail program's own browser may keep no cookie
def asked(request: HttpRequest, token: str, said: str) -> HttpResponse:
    """“I can answer”, “not me”, “ask someone else”: a page with one button each, without signing in. The last press counts."""
    found = _request(token)
    if found is None or said not in Request.Said.values:
        return render(request, "letters/unknown_link.html", status=404)
    question = found.question
    if not question.is_visible:
        return render(request, "forum/asked.html", {"gone": True}, status=404)
    place = place_of(question.page, read_spiral(question.page))
    page = {"question": question, "place": place, "said": said, "because": reason_of(found, place.short), "token": token}
    page["is_answered"] = not unanswered().filter(pk=question.pk).exists()
    if request.method != "POST":
        return render(request, "forum/asked.html", page)
    routing.say(found, said)
    if said == Request.Said.CAN:
        return redirect("forum:reply", question.pk)
    return render(request, "forum/asked.html", page | {"done": True})


def _request(token: str) -> Request | None:
    return Request.objects.filter(pk=read(token, ASKED), person__is_active=True).select_related("question__page__content_type").first()


@open_to_all
@never_cache
@csrf_exempt  # as above
def still_looking(request: HttpRequest, token: str) -> HttpResponse:
    """From a reminder: no more of them about this question. Another button takes it back."""
    question = Question.objects.visible().filter(pk=read(token, LOOKING)).first()
    if question is None:
        return render(request, "letters/unknown_link.html", status=404)
    page = {"question": question, "is_open": nudges.is_open(question)}
    if request.method != "POST":
        return render(request, "forum/still_looking.html", page)
    if "again" in request.POST:
        nudges.remind_again(question.pk)
        return render(request, "forum/still_looking.html", page | {"again": True})
    nudges.still_looking(question.pk)
    return render(request, "forum/still_looking.html", page | {"done": True})


@members_only
@never_cache
def my_asked(request: HttpRequest) -> HttpResponse:
    """Whether one wants to be asked and reminded, and what one was asked about lately."""
    form = WishesForm(request.POST if request.method == "POST" else None, initial=wishes_of(request.user))
    if request.method == "POST" and form.is_valid():
        choose_wishes(request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("finding_answers:my_asked")
    rows = Request.objects.filter(person=request.user, question__state="visible").select_related("question").order_by("-id")[:SHOWN]
    return render(request, "forum/my_asked.html", {"form": form, "rows": rows}, status=422 if form.errors else 200)
