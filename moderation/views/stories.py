"""A story's case: reading it, comparing what was sent, deciding on it, handing it over, asking its author for the yes."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import staff_only
from forum.discussions.actions import Overtaken
from forum.discussions.views.reading import a_number
from forum.stories import actions as stories
from forum.stories.models import Version
from forum.stories.rules import can_show_the_final
from moderation import story_actions as actions
from moderation.emails import preview_about_story
from moderation.forms import NAMES_OF_STORY_ACTS, HandOverForm, StoryDecisionForm
from moderation.models import Act
from moderation.promotion import promote
from moderation.rules import can_read_stories
from moderation.story_cases import StoryCase, comparison_of, find_story
from moderation.views.desk import queue_context


@staff_only(can_read_stories)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """What was sent, with everything one needs to decide. Whoever may decide has opened it by reading: from then on it stands still."""
    found = case_or_404(request, pk)
    if request.method == "GET" and found.can_decide and found.story.can_be_recalled:
        try:
            stories.open_for(by=request.user, story=found.story)
        except Overtaken as deleted:
            raise Http404 from deleted
        found = case_or_404(request, pk)
    return case_page(request, found)


def case_or_404(request: HttpRequest, pk: int) -> StoryCase:
    found = find_story(request.user, pk)
    if found is None:
        raise Http404
    return found


def case_page(request: HttpRequest, found: StoryCase, *, problem: str = "", hand: HandOverForm | None = None, status: int = 200) -> HttpResponse:
    form = hand or HandOverForm(people=found.people(), initial={"from_whom": found.story.editor_id})
    form.fields["to"].widget.attrs["form"] = "hand"  # its own form, while it stands inside the case's
    context = queue_context(request) | {"case": found, "problem": problem, "hand_form": form}
    context |= {"can_show_the_final": can_show_the_final(request.user, found.story)}
    for line in context["queue"]:
        line.is_open = line.subject == found.story
    return render(request, "moderation/story_case.html", context, status=status)


@staff_only(can_read_stories)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two versions beside each other, the last two unless `from` and `to` name others."""
    found = case_or_404(request, pk)
    before, after = two_versions(request, found)
    context = {"case": found, "before": before, "after": after, "comparison": comparison_of(before, after)}
    return render(request, "moderation/story_compare.html", context)


def two_versions(request: HttpRequest, found: StoryCase) -> tuple[Version, Version]:
    by_number = {version.number: version for version in ([] if found.is_taken_back else found.versions)}
    last = found.version.number if found.version else 0
    after = a_number(request.GET.get("to")) or last
    before = a_number(request.GET.get("from")) or after - 1
    if before not in by_number or after not in by_number or before == after:
        raise Http404
    return by_number[before], by_number[after]


@staff_only(can_read_stories)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, with a reason or a note where one is needed; `preview` shows the letter first. After it: the queue, with the way to undo."""
    found = case_or_404(request, pk)
    if not found.can_decide:
        raise PermissionDenied(_("You wrote this yourself. Someone else decides on it.") if found.is_own else "")
    if request.method != "POST":
        return decision_page(request, found, StoryDecisionForm(acts=found.acts, initial={"act": request.GET.get("act"), "seen": found.seen}))
    form = StoryDecisionForm(request.POST, acts=offered(found, request.POST.get("act", "")))
    if not form.is_valid():
        return decision_page(request, found, form, status=422)
    if "preview" in request.POST:
        return decision_page(request, found, form)
    if form.cleaned_data["act"] == Act.PROMOTED:
        return make_the_page(request, found)
    try:
        decision = actions.decide(by=request.user, story=found.story, **form.cleaned_data)
    except Overtaken as overtaken:
        return second(request, pk, form, str(overtaken))
    return redirect(f"{reverse('moderation:desk')}?decided={decision.pk}")


def offered(found: StoryCase, act: str) -> list[Act]:
    """The open acts, and the one that was pressed if it was open when the page was drawn: the action says who was first."""
    return [*found.acts, *(one for one in NAMES_OF_STORY_ACTS if one == act and one not in found.acts)]


def decision_page(request: HttpRequest, found: StoryCase, form: StoryDecisionForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    act = form.data.get("act") or form.initial.get("act") or ""
    note = getattr(form, "cleaned_data", {}).get("note", "")
    letter = preview_about_story(found.story, act, by=request.user, why=form.why(), note=note) if act in dict(form.fields["act"].choices) else None
    context = {"case": found, "form": form, "letter": letter, "problem": problem}
    return render(request, "moderation/story_decide.html", context, status=status)


def second(request: HttpRequest, pk: int, form: StoryDecisionForm, sentence: str) -> HttpResponse:
    """Someone was first: how the story stands by now, with the words that were typed kept in the form."""
    found = case_or_404(request, pk)
    acts = found.acts
    kept = {name: form.data.get(name, "") for name in ("act", "reason", "note")}
    if kept["act"] not in acts:
        kept["act"] = None
    again = StoryDecisionForm(acts=acts, initial=kept | {"seen": found.seen})
    return decision_page(request, found, again, problem=sentence, status=409)


def make_the_page(request: HttpRequest, found: StoryCase) -> HttpResponse:
    """Once only: whoever presses second is told who was first."""
    try:
        page = promote(by=request.user, submission=found.story)
    except Overtaken as refused:
        return case_page(request, case_or_404(request, found.story.pk), problem=str(refused), status=409)
    made = actions.latest_of(found.story, Act.PROMOTED)
    if made and made.by_id == request.user.pk:
        messages.success(request, _("“%(title)s” is a draft page now. An editor prepares it in the CMS; nobody else can see it.") % {"title": page.title})
    else:
        messages.info(request, actions.who_was_first(made, request.user) if made else _("The page is there already."))
    return redirect(found.url)


@staff_only(can_read_stories)
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it oneself, or give it to someone else who decides about stories."""
    found = case_or_404(request, pk)
    form = HandOverForm(request.POST, people=found.people())
    if "mine" in request.POST:
        to, from_whom = request.user, a_number(request.POST.get("from_whom"))
    elif form.is_valid():
        to, from_whom = form.cleaned_data["to"], form.cleaned_data["from_whom"]
    else:
        return case_page(request, found, hand=form, status=422)
    try:
        actions.hand_over(by=request.user, story=found.story, to=to, from_whom=from_whom)
    except Overtaken as overtaken:
        return case_page(request, case_or_404(request, pk), problem=str(overtaken), status=409)
    mine = to == request.user
    messages.success(request, _("You have this story in hand.") if mine else _("%(name)s has this story in hand now.") % {"name": to.shown_name})
    return redirect(found.url)


@staff_only(can_read_stories)
@require_POST
def ask_the_author(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the author to read the final version as it was when the button was drawn, and to say yes."""
    found = case_or_404(request, pk)
    if not can_show_the_final(request.user, found.story):
        raise PermissionDenied(_("You wrote this yourself. Someone else prepares it."))
    try:
        ask_about(found, by=request.user, revision=a_number(request.POST.get("revision")))
    except Overtaken as overtaken:
        return case_page(request, case_or_404(request, pk), problem=str(overtaken), status=409)
    messages.success(request, _("%(name)s is asked to read the final version.") % {"name": found.story.author.shown_name})
    return redirect(found.url)


def ask_about(found: StoryCase, *, by, revision: int | None) -> None:
    latest = found.final.revision if found.final else None
    if latest is None or latest.pk != revision:
        raise Overtaken(_("The page was changed since. Look at the newest version before you ask the author to read it."))
    stories.ask_for_the_yes(by=by, story=found.story, revision=latest)
