"""The author's yes, as editors ask for it in the CMS. Wagtail lets in who may enter the CMS; the page itself says who may edit it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access import staff_only
from forum.discussions.actions import Overtaken
from forum.discussions.views.reading import a_number
from forum.stories import actions as stories
from forum.stories.rules import can_show_the_final
from guide.models import NotAgreed, StoryPage
from moderation.finals import Final
from moderation.forms import SpellingForm
from moderation.panels import final_of, may_open
from moderation.rules import can_read_stories


@staff_only(can_read_stories)
def authors_yes(request: HttpRequest, page_id: int) -> HttpResponse:
    """Where it stands with the author; ask them to read the latest version, or say that only spelling changed since their yes."""
    page = get_object_or_404(StoryPage, pk=a_number(str(page_id)))
    final = final_of(page)
    if final is None:
        raise Http404
    if not may_open(request, page) or not can_show_the_final(request.user, final.story):
        raise PermissionDenied(_("You wrote this yourself. Someone else prepares it.") if final.story.author_id == request.user.pk else "")
    form = SpellingForm(request.POST if "spelling" in request.POST else None, initial={"revision": final.revision and final.revision.pk})
    if request.method != "POST" or ("spelling" in request.POST and not form.is_valid()):
        return yes_page(request, page, final, form)
    try:
        done = carry_out(request, final, form)
    except (Overtaken, NotAgreed) as refused:
        return yes_page(request, page, final, form, problem=str(refused), status=409)
    messages.success(request, done)
    return redirect("moderation_cms:authors_yes", page.pk)


def carry_out(request: HttpRequest, final: Final, form: SpellingForm) -> str:
    """What was pressed, about the version that was on the screen; the sentence that says it is done."""
    if a_number(request.POST.get("revision")) != final.page.latest_revision_id:
        raise Overtaken(_("The page was changed since. Look at the newest version first. Nothing was sent."))
    name = {"name": final.story.author.shown_name}
    if "spelling" in request.POST:
        stories.note_spelling_only(by=request.user, story=final.story, reason=form.cleaned_data["reason"])
        return _("Noted. %(name)s is told what changed and why.") % name
    stories.ask_for_the_yes(by=request.user, story=final.story, revision=final.revision)
    return _("%(name)s is asked to read the final version.") % name


def yes_page(request: HttpRequest, page: StoryPage, final: Final, form: SpellingForm, *, problem: str = "", status: int = 200) -> HttpResponse:
    status = 422 if form.errors else status
    return render(request, "moderation/cms_yes.html", {"page": page, "final": final, "form": form, "problem": problem}, status=status)
