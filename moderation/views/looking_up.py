"""Looking up who asked: a reason first, then for a quarter of an hour the person."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import moderates_discussions, staff_only
from accounts.limits import TooOften
from forum.discussions.models import Question
from moderation.lines import address_of_case
from moderation.looking_up import LOOKS, STAYS_OPEN, look_up, open_look
from moderation.rules import can_look_up


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why do you need to know?"),
        help_text=gettext_lazy("Such as: a child may be in danger, or the person asked us to correct something. The person who asked can read it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write down why you need to know"), "max_length": gettext_lazy("Shorten your words to %(limit_value)d characters")},
    )


@staff_only(moderates_discussions)
def who_asked(request: HttpRequest, pk: int) -> HttpResponse:
    question = get_object_or_404(Question.objects.select_related("author", "page"), pk=pk)
    if not question.alias:
        return redirect(address_of_case(question))
    if not can_look_up(request.user, question):
        raise PermissionDenied(_("You wrote this yourself."))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            look_up(by=request.user, question=question, reason=form.cleaned_data["reason"])
        except TooOften as limit:
            return refused(request, question, form, limit)
        return redirect("moderation:who_asked", pk)
    return page(request, question, form, status=422 if form.errors else 200)


def page(request: HttpRequest, question: Question, form: WhyForm, *, status: int = 200) -> HttpResponse:
    look = open_look(request.user, question)
    context = {"question": question, "case_url": address_of_case(question), "form": form, "look": look, "most": LOOKS["most"]}
    if look:
        context |= {"person": question.person_behind, "closes_at": look.at + STAYS_OPEN}
    return render(request, "moderation/who_asked.html", context, status=status)


def refused(request: HttpRequest, question: Question, form: WhyForm, limit: TooOften) -> HttpResponse:
    words = _("You have looked up %(number)d people since yesterday. Ask another moderator, or try again in about %(time)s.")
    form.add_error(None, words % {"number": LOOKS["most"], "time": limit.wait})
    answer = page(request, question, form, status=429)
    answer.headers["Retry-After"] = str(limit.seconds)
    return answer
