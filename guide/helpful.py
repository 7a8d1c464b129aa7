"""“Was this page helpful?” One press on the page, then the chance to say why; and what editors read of it."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from wagtail.models import Page

from accounts.access import edits_the_guide, open_to_all, staff_only
from accounts.limits import address_of, take
from guide.models.opinions import WORDS_AT_MOST, Opinion
from guide.spiral import address

SHOWN = 100
PRESSES = {"most": 30, "seconds": 60 * 60}


class WhyForm(forms.Form):
    reason = forms.ChoiceField(label=_("What was missing?"), choices=Opinion.Reason.choices, widget=forms.RadioSelect, required=False)
    words = forms.CharField(
        label=_("Tell us more"),
        help_text=_("Optional. Staff read it; it is not shown on the site. Please leave out names."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=WORDS_AT_MOST,
        required=False,
        error_messages={"max_length": _("Shorten it to %(limit_value)d characters")},
    )

    def clean(self) -> dict:
        said = super().clean()
        if not said.get("reason") and not said.get("words") and not self.errors:
            self.add_error("reason", _("Choose what comes closest, or write a line"))
        return said


# No token: the pages that hold this form are the same for every visitor and set no cookie. It says nothing of who pressed, and
# a press that comes from another site is turned away.
@csrf_exempt
@require_POST
@open_to_all
@never_cache
def was_it_helpful(request: HttpRequest, page_id: int) -> HttpResponse:
    page = get_object_or_404(Page.objects.live().filter(content_type__app_label="guide"), pk=page_id)
    if not _pressed_here(request) or request.POST.get("helped") not in ("yes", "no"):
        return redirect(address(page.url_path))
    take("helpful", address_of(request), **PRESSES)
    opinion = Opinion.objects.create(page=page, revision_id=page.live_revision_id, helped=request.POST["helped"] == "yes")
    return redirect("guide:say_why", key=opinion.key)


def _pressed_here(request: HttpRequest) -> bool:
    """Browsers say where a form stood. One that keeps it to itself is believed."""
    stood_on = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        host = urlsplit(stood_on).netloc
    except ValueError:
        return False
    return stood_on != "null" and host in ("", request.get_host())


@open_to_all
@never_cache
def say_why(request: HttpRequest, key: str) -> HttpResponse:
    """Thanks, and room for a reason. Whoever holds the key pressed a moment ago."""
    opinion = get_object_or_404(Opinion.objects.select_related("page"), key=key)
    form = WhyForm(request.POST if request.method == "POST" else None) if opinion.is_open and not opinion.helped else None
    if form and request.method == "POST" and form.is_valid():
        opinion.say_why(**form.cleaned_data)
        return redirect("guide:say_why", key=key)
    back = address(opinion.page.url_path) if opinion.page and opinion.page.live else "/"
    context = {"opinion": opinion, "form": form, "back": back, "said": bool(opinion.reason or opinion.words)}
    return render(request, "guide/say_why.html", context, status=422 if form and form.errors else 200)


@staff_only(edits_the_guide)
def opinions(request: HttpRequest) -> HttpResponse:
    """For editors, in the CMS: the pages with the most “no” first, or what readers wrote about one. Two queries at most."""
    asked = request.GET.get("page", "")
    page = Page.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 10 else None
    context = {"page": page, "pages": [] if page else Opinion.objects.by_page()[:SHOWN]}
    if page:
        context["said"] = page.opinions.exclude(reason="", words="").order_by("-pk")[:SHOWN]
    return render(request, "guide/cms_opinions.html", context)
