"""A case: reading it, deciding on it, and taking a decision back."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access import moderates, moderates_discussions, staff_only
from forum.discussions.actions import Overtaken
from forum.discussions.models import Question, Reply
from forum.discussions.views.reading import a_number
from moderation import actions, caring, story_actions
from moderation.cases import Case, find_case
from moderation.emails import preview
from moderation.forms import NAMES_OF_ACTS, DecisionForm, TopicForm
from moderation.lines import address_of_case
from moderation.models import CARE, NEED_A_REASON, Act, Decision, Report
from moderation.views.desk import AT_ONCE, queue_context

MODELS = {"question": Question, "reply": Reply}


@staff_only(moderates_discussions)
def case(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """The post where it stands, with everything one needs to decide."""
    return case_page(request, case_or_404(request, kind, pk))


def case_or_404(request: HttpRequest, kind: str, pk: int) -> Case:
    found = find_case(request.user, MODELS[kind], pk)
    if found is None:
        raise Http404
    return found


def case_page(request: HttpRequest, found: Case, *, problem: str = "", topic: TopicForm | None = None, status: int = 200) -> HttpResponse:
    topic = topic or TopicForm(initial={"topic": found.question.topic_id})
    topic.fields["topic"].widget.attrs["form"] = "topic"  # a form of its own, while it stands inside the case's
    context = queue_context(request) | {"case": found, "problem": problem, "topic_form": topic}
    for line in context["queue"]:
        line.is_open = line.subject == found.post
    return render(request, "moderation/case.html", context, status=status)


@staff_only(moderates_discussions)
def report_case(request: HttpRequest, pk: int) -> HttpResponse:
    """A report's own address leads to the post it is about."""
    return redirect(address_of_case(get_object_or_404(Report.objects.select_related("question", "reply"), pk=pk).post))


@staff_only(moderates_discussions)
def decide(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Decide, with a reason where one is needed. `preview` shows the letter first. After it: the queue, with the way to undo."""
    found = case_or_404(request, kind, pk)
    if not found.can_decide:
        raise PermissionDenied(_("You wrote this yourself. Someone else decides on it."))
    if request.method != "POST":
        return decision_page(request, found, DecisionForm(acts=found.acts, initial={"act": request.GET.get("act"), "seen": found.seen}))
    form = DecisionForm(request.POST, acts=offered(found, request.POST.get("act", "")))
    if not form.is_valid():
        return decision_page(request, found, form, status=422)
    if "preview" in request.POST:
        return decision_page(request, found, form)
    act, reason = form.cleaned_data["act"], form.reason()
    try:
        decision = actions.decide(by=request.user, post=found.post, act=act, reason=reason, seen=form.cleaned_data["seen"])
    except Overtaken as overtaken:
        return second(request, kind, pk, form, str(overtaken))
    return redirect(f"{reverse('moderation:desk')}?decided={decision.pk}")


def offered(found: Case, act: str) -> list[Act]:
    """The open acts, and the one that was pressed if it was open when the page was drawn: the action says who was first."""
    return [*found.acts, *(one for one in NAMES_OF_ACTS if one == act and one not in found.acts)]


def decision_page(request: HttpRequest, found: Case, form: DecisionForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    act = form.data.get("act") or form.initial.get("act") or ""
    letter = preview(found.post, act, form.reason()) if act in dict(form.fields["act"].choices) else None
    return render(request, "moderation/decide.html", {"case": found, "form": form, "letter": letter, "problem": problem}, status=status)


def second(request: HttpRequest, kind: str, pk: int, form: DecisionForm, sentence: str) -> HttpResponse:
    """Someone was first: the case as it is by now. Words that were typed are kept in the form, as far as one can still decide."""
    found = case_or_404(request, kind, pk)
    if form.cleaned_data["act"] not in NEED_A_REASON:
        return case_page(request, found, problem=sentence, status=409)
    acts = found.acts
    still = form.cleaned_data["act"] if form.cleaned_data["act"] in acts else None
    again = DecisionForm(acts=acts, initial=form.cleaned_data | {"seen": found.seen, "act": still})
    return decision_page(request, found, again, problem=sentence, status=409)


@staff_only(moderates_discussions)
@require_POST
def approve_many(request: HttpRequest) -> HttpResponse:
    """Every post that was ticked, or none of them."""
    chosen = chosen_posts(request)
    if not chosen:
        messages.info(request, _("Tick what you want to approve first."))
        return redirect("moderation:desk")
    try:
        decisions = actions.approve_all(by=request.user, posts=chosen)
    except Overtaken as overtaken:
        messages.error(request, _("Nothing was approved, because one of them has changed: %(why)s") % {"why": overtaken})
        return redirect("moderation:desk")
    return redirect(f"{reverse('moderation:desk')}?decided={'-'.join(str(decision.pk) for decision in decisions)}")


def chosen_posts(request: HttpRequest) -> list[tuple[Question | Reply, str]]:
    """Posts by the boxes' values, such as `question-12`, with what was seen of each."""
    chosen = []
    for value in request.POST.getlist("post")[:AT_ONCE]:
        kind, _dash, number = value.partition("-")
        post = MODELS[kind].objects.filter(pk=a_number(number)).first() if kind in MODELS and a_number(number) else None
        if post is None:
            raise Http404
        chosen.append((post, request.POST.get(f"seen-{value}", "")))
    return chosen


@staff_only(moderates)
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one's own decisions of the last minute, all that are named or none. One about a story or about a thread comes alone."""
    numbers = [number for number in map(a_number, request.POST.getlist("decision")[:AT_ONCE]) if number]
    decisions = list(Decision.objects.with_names().filter(pk__in=numbers))
    if not decisions or len(decisions) != len(set(numbers)):
        raise Http404
    try:
        undo_them(request, decisions)
    except Overtaken as overtaken:
        messages.error(request, str(overtaken))
    else:
        number = len(decisions)
        messages.success(request, ngettext("Undone. Nothing was sent.", "%(number)d decisions undone. Nothing was sent.", number) % {"number": number})
    return redirect(address_of_case(decisions[0].subject) if len(decisions) == 1 else "moderation:desk")


def undo_them(request: HttpRequest, decisions: list[Decision]) -> None:
    alone = [decision for decision in decisions if decision.submission_id or decision.act in CARE]
    if not alone:
        actions.undo_all(by=request.user, decisions=decisions)
    elif len(decisions) == 1:
        room = story_actions if decisions[0].submission_id else caring
        room.undo(by=request.user, decision=decisions[0])
    else:
        raise Http404
