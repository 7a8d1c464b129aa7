"""An unanswered question at the desk: who sees to it, who was asked, and the end of looking for an answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import moderates_discussions, staff_only
from forum.discussions.actions import Overtaken
from forum.discussions.models import PostState, Question
from forum.discussions.views.reading import a_number
from forum.finding_answers.models import SetAside
from forum.finding_answers.queries import unanswered as unanswered_questions
from moderation import unanswered as actions
from moderation.cases import Case, find_case
from moderation.forms import HandOverForm, SetAsideForm
from moderation.lines import UNANSWERED
from moderation.views.desk import queue_context


@staff_only(moderates_discussions)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """The question with what was done about it so far."""
    return case_page(request, case_or_404(request, pk))


def case_or_404(request: HttpRequest, pk: int) -> Case:
    found = find_case(request.user, Question, pk)
    if found is None or found.post.state == PostState.WITHDRAWN:
        raise Http404
    return found


def case_page(request: HttpRequest, found: Case, *, hand: HandOverForm | None = None, aside: SetAsideForm | None = None, problem: str = "", status: int = 200) -> HttpResponse:
    question = found.question
    line = unanswered_questions().filter(pk=question.pk).select_related("page__content_type", "in_hand__owner").first()
    owner = line and getattr(line, "in_hand", None) and line.in_hand.owner
    context = queue_context(request, UNANSWERED) | {"case": found, "waits": line and actions.Unanswered(None, line, request.user, None), "owner": owner, "problem": problem}
    people = actions.others_for(question, owner)
    context |= {"hand_form": hand or HandOverForm(people=people, initial={"from_whom": owner and owner.pk}), "others": people}
    context |= {"aside_form": aside or SetAsideForm(), "was_set_aside": SetAside.objects.filter(question=question).select_related("by").first()}
    context["asked"] = actions.who_was_asked(question)
    for row in context["queue"]:
        row.is_open = row.subject == question
    return render(request, "moderation/unanswered_case.html", context, status=status)


@staff_only(moderates_discussions)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it oneself, or give it to another moderator."""
    found = case_or_404(request, pk)
    form = HandOverForm(request.POST, people=actions.others_for(found.question, None))
    if "mine" in request.POST:
        to, from_whom = request.user, a_number(request.POST.get("from_whom"))
    elif form.is_valid():
        to, from_whom = form.cleaned_data["to"], form.cleaned_data["from_whom"]
    else:
        return case_page(request, found, hand=form, status=422)
    try:
        actions.hand_over(by=request.user, question=found.question, to=to, from_whom=from_whom)
    except Overtaken as overtaken:
        return case_page(request, case_or_404(request, pk), problem=str(overtaken), status=409)
    messages.success(request, _("It is in your hand now.") if to == request.user else _("%(name)s has it in hand now, and hears of it.") % {"name": to.shown_name})
    return redirect("moderation:unanswered", pk)


@staff_only(moderates_discussions)
@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """It needs no answer, for a reason that whoever asked reads."""
    found = case_or_404(request, pk)
    if not found.can_decide:
        raise PermissionDenied(_("You wrote this yourself. Someone else decides on it."))
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        return case_page(request, found, aside=form, status=422)
    try:
        actions.set_aside(by=request.user, question=found.question, reason=form.cleaned_data["reason"])
    except Overtaken as overtaken:
        return case_page(request, case_or_404(request, pk), aside=form, problem=str(overtaken), status=409)
    messages.success(request, _("It waits for no answer any more. Whoever asked reads why in a minute; until then you can put it back and nothing is sent."))
    return redirect("moderation:unanswered", pk)


@staff_only(moderates_discussions)
@require_POST
def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Among the unanswered questions again."""
    found = case_or_404(request, pk)
    if not found.can_decide:
        raise PermissionDenied(_("You wrote this yourself. Someone else decides on it."))
    try:
        actions.bring_back(by=request.user, question=found.question)
    except Overtaken as overtaken:
        return case_page(request, case_or_404(request, pk), problem=str(overtaken), status=409)
    messages.success(request, _("It stands among the unanswered questions again."))
    return redirect("moderation:unanswered", pk)
