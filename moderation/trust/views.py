"""At the desk: a member, how far their posts are trusted, and who is trusted or watched."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import moderates_discussions, staff_only
from accounts.models import Trust, User
from accounts.promises.models import promised
from forum.discussions.actions import Overtaken
from forum.discussions.views.reading import a_number
from moderation.cases import record_of
from moderation.trust.models import TrustDecision
from moderation.trust.settling import can_be_undone, can_settle, latest_about, settle, told, undo

A_PAGE = 50
AS_EVERYBODY = "everybody"


class TrustForm(forms.Form):
    trust = forms.ChoiceField(
        label=gettext_lazy("From now on"),
        choices=[
            (Trust.TRUSTED, gettext_lazy("Trust them: what they write appears at once, also the first")),
            (Trust.WATCHED, gettext_lazy("Watch them: all that they write waits for review")),
            (AS_EVERYBODY, gettext_lazy("Neither: as everybody, the first post waits and then nothing")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one"), "invalid_choice": gettext_lazy("Choose one")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("For the log. The member gets no email; who asks for a copy of their data reads it there."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write down why"), "max_length": gettext_lazy("Shorten your words to %(limit_value)d characters")},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)


@staff_only(moderates_discussions)
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """What is known of them under their name, what was settled before, and settling it."""
    person = get_object_or_404(User, pk=pk, erased_at=None)
    latest = latest_about(person)
    form = TrustForm(request.POST if request.method == "POST" else None, initial={"trust": person.trust or AS_EVERYBODY, "seen": latest.pk if latest else ""})
    if not form.is_valid():
        return page(request, person, form, status=422 if form.errors else 200)
    chosen = form.cleaned_data["trust"]
    try:
        settle(by=request.user, person=person, trust="" if chosen == AS_EVERYBODY else chosen, reason=form.cleaned_data["reason"], seen=a_number(form.cleaned_data["seen"]))
    except Overtaken as overtaken:
        return page(request, person, form, problem=str(overtaken), status=409)
    messages.success(request, _("Settled. It is in the log, and nothing was sent."))
    return redirect("moderation:member", pk)


def page(request: HttpRequest, person: User, form: TrustForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    decisions = list(person.trust_decisions.select_related("by", "person")[:A_PAGE])
    if problem and decisions:  # their next press is about what they read now
        form.data = form.data.copy()
        form.data["seen"] = str(decisions[0].pk)
    record = record_of(person.pk)
    context = {
        "person": User.objects.get(pk=person.pk),
        "record": record,
        "is_new": promised().first_posts_wait and not (record.shown or record.hidden),  # a first post without their name would tell of itself
        "form": form if can_settle(request.user, person) else None,
        "entries": [told(one, request.user) for one in decisions],
        "undoable": decisions[0] if decisions and can_be_undone(decisions[0], request.user) else None,
        "problem": problem,
    }
    return render(request, "moderation/member.html", context, status=status)


@staff_only(moderates_discussions)
@require_POST
def undo_trust(request: HttpRequest, pk: int) -> HttpResponse:
    decision = TrustDecision.objects.select_related("person").filter(pk=a_number(request.POST.get("decision")), person=pk).first()
    if decision is None:
        raise Http404
    try:
        undo(by=request.user, decision=decision)
    except Overtaken as overtaken:
        messages.error(request, str(overtaken))
    else:
        messages.success(request, _("Undone."))
    return redirect("moderation:member", pk)


@staff_only(moderates_discussions)
def members(request: HttpRequest) -> HttpResponse:
    """Who is trusted or watched, and the log of it; pages by keyset (`before` is a decision's id)."""
    before = a_number(request.GET.get("before"))
    log = TrustDecision.objects.select_related("by", "person")
    rows = list((log.filter(pk__lt=before) if before else log)[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    settled = User.objects.exclude(trust="").filter(is_active=True).order_by("-trust", "name_look", "pk")[: A_PAGE * 4]
    context = {"people": settled, "entries": [told(one, request.user) for one in rows], "older": f"?before={rows[-1].pk}" if more else ""}
    return render(request, "moderation/members.html", context)
