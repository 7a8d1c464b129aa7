"""Nothing of a story goes on the site that its author did not agree to: what editors of the CMS are told, before and instead of it.

The page itself refuses in any case (`StoryPage.save`); what is not foreseen here is answered by `guide.middleware`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.models import Page

from guide.authorship import wrote_it
from guide.models.consent import HELD_BACK, SPELLING_ONLY, TAKEN_BACK, why_not_publishable, why_not_with_its_pictures
from guide.models.pages import GuidePage
from guide.models.stories import StoryPage


@hooks.register("register_log_actions")
def name_what_happens_to_consent(actions) -> None:
    actions.register_action(SPELLING_ONLY, gettext_lazy("Note spelling only"), gettext_lazy("Only spelling changed since the author’s yes"))
    actions.register_action(TAKEN_BACK, gettext_lazy("Take back"), gettext_lazy("Taken back by its author"))
    actions.register_action(HELD_BACK, gettext_lazy("Hold back"), gettext_lazy("Not published at its time, for want of the author’s yes"))


@hooks.register("before_publish_page")
def refuse_to_publish(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The publish button, for now or for later. The revision is written already, so no words are lost."""
    reason = why_not_publishable(page.get_latest_revision_as_object()) if isinstance(page, StoryPage) else ""
    if not reason:
        return None
    messages.error(request, _("Not published; your changes are kept as a draft. %(reason)s") % {"reason": reason})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_publish_page")
def refuse_a_picture_of_a_story(request: HttpRequest, page: Page) -> HttpResponse | None:
    """On a page that is no story: its author agreed to the story alone."""
    latest = page.get_latest_revision_as_object()
    reason = why_not_with_its_pictures(latest) if isinstance(page, GuidePage) and not isinstance(page, StoryPage) else ""
    if not reason:
        return None
    messages.error(request, _("Not published; your changes are kept as a draft. %(reason)s") % {"reason": reason})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_edit_page")
def leave_ones_own_story_to_another(request: HttpRequest, page: Page) -> HttpResponse | None:
    """With the reason, before Wagtail says no without one."""
    if not isinstance(page, StoryPage) or not wrote_it(request.user, page):
        return None
    messages.error(request, _("You wrote this story yourself. Another editor prepares and publishes it."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def refuse_to_publish_many(request: HttpRequest, action_type: str, objects: Sequence, action) -> HttpResponse | None:
    """All or none, so that nobody wonders which of them stand on the site now."""
    if action_type != "publish" or not all(isinstance(page, Page) for page in objects):
        return None
    beneath = action.get_execution_context().get("include_descendants", False)
    refused = [
        _("“%(title)s”: %(reason)s") % {"title": page.title, "reason": reason}
        for page in _guide_pages(objects, beneath=beneath)
        if (reason := why_not_publishable(page) if isinstance(page, StoryPage) else why_not_with_its_pictures(page))
    ]
    if not refused:
        return None
    messages.error(request, " ".join([_("None of the pages was published."), *refused]))
    return redirect(action.next_url)


@hooks.register("before_copy_page")
def refuse_to_copy_onto_the_site(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy is another page, and nobody agreed to it. Copies as drafts are free."""
    if request.method != "POST" or not ("alias" in request.POST or "publish_copies" in request.POST):
        return None
    stories = _stories([page], beneath="copy_subpages" in request.POST)
    if not any(story.live or "alias" in request.POST for story in stories):
        return None
    messages.error(request, _("Nothing was copied: a story stands at one address only. Copy it as a draft, without publishing and not as an alias."))
    return redirect("wagtailadmin_pages:copy", page.pk)


def _stories(pages: Sequence[Page], *, beneath: bool) -> list[StoryPage]:
    stories = list(StoryPage.objects.filter(pk__in=[page.pk for page in pages]))
    for page in pages if beneath else []:
        stories += StoryPage.objects.descendant_of(page)
    return stories


def _guide_pages(pages: Sequence[Page], *, beneath: bool) -> list[GuidePage]:
    """As they would stand on the site."""
    ids = {page.pk for page in pages}
    for page in pages if beneath else []:
        ids |= set(Page.objects.descendant_of(page).values_list("pk", flat=True))
    found = Page.objects.filter(pk__in=ids).order_by("path").specific()
    return [page.get_latest_revision_as_object() for page in found if isinstance(page, GuidePage)]
