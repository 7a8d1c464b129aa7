"""The outbox for those who run the site: letters that were given up, and addresses that mail came back from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import runs_the_site, staff_only
from forum.discussions.views.reading import a_number
from forum.letters import bounces, resending
from forum.letters.models import Letter, Mailbox

A_PAGE = 50


@staff_only(runs_the_site)
def letters(request: HttpRequest) -> HttpResponse:
    """The newest first, a page by keyset (`before` is a letter's id). A press sends one again, or all; another opens an address again."""
    if request.method == "POST":
        messages.success(request, _press(request))
        return redirect("moderation:letters")
    before = a_number(request.GET.get("before"))
    rows = list(resending.given_up(before=before)[: A_PAGE + 1])
    more, rows = len(rows) > A_PAGE, rows[:A_PAGE]
    again = set(resending.that_can_be_sent_again().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    context = {"rows": [(row, subject_shown(row), row.pk in again) for row in rows], "standing": resending.read_standing(), "is_first": before is None}
    context |= {"older": str(rows[-1].pk) if more else "", "shut": Mailbox.objects.shut().order_by("-shut_at")[:A_PAGE]}
    return render(request, "moderation/letters.html", context)


def subject_shown(letter: Letter) -> str:
    """Which question somebody gets emails about may say that they asked it without their name: of those no title is shown."""
    is_about_one = letter.about_question or letter.about_reply or letter.on.startswith("question:")
    return _("About a question") if is_about_one else letter.subject


def _press(request: HttpRequest) -> str:
    if address := request.POST.get("open", "")[:254]:
        bounces.open_again(address)
        return _("We write to %(address)s again.") % {"address": address}
    chosen = Letter.objects.all() if "all" in request.POST else Letter.objects.filter(pk=a_number(request.POST.get("letter")))
    number = resending.send_again(chosen)
    return ngettext("%(number)d email is sent again.", "%(number)d emails are sent again.", number) % {"number": number}
