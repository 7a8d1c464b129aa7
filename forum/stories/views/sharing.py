"""Sharing a story: beginning one, what is done and what it still needs, and sending it to an editor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from wagtail.models import Page

from accounts.access import open_to_all
from accounts.limits import TooOften, take
from forum.discussions.actions import Overtaken
from forum.discussions.forms import has_agreed
from forum.discussions.limits import count_a_post
from forum.discussions.models import guide_home
from forum.discussions.places import place_of
from forum.discussions.rules import can_post
from forum.discussions.signing_in import is_known, say_who_first
from forum.discussions.views.asking import posted
from forum.discussions.views.reading import a_number
from forum.discussions.views.refusing import pause, too_often
from forum.stories import actions, parts
from forum.stories.credit import credit_line
from forum.stories.forms import PermissionForm, SendForm
from forum.stories.models import StoryState, Submission
from forum.stories.parts import Part
from forum.stories.views.author import authors_own, not_needed_any_more, where_it_is
from guide.models import MilestonePage, StagePage
from guide.models.states import STATES
from guide.spiral import original_of, read_spiral

BEGUN = {"most": 20, "seconds": 60 * 60}  # stories begun by a member


@open_to_all
@never_cache
def share(request: HttpRequest) -> HttpResponse:
    """What sharing is, and what one has begun. `page` is the stage or milestone one came from."""
    came_from = page_told_of(request.POST.get("page") or request.GET.get("page"))
    here = f"{reverse('forum:share')}?page={came_from.pk}" if came_from else reverse("forum:share")
    if request.method == "POST":
        return begin(request, came_from) if is_known(request.user) else say_who_first(request, here)
    begun = Submission.objects.filter(author=request.user, state=StoryState.DRAFT).exclude(edit_number=0, photos=None) if is_known(request.user) else []
    context = {
        "came_from": came_from and place_of(came_from, read_spiral(came_from)),
        "page": came_from.pk if came_from else "",
        "here": here,
        "begun": [(story, parts.done_count(story)) for story in begun and begun.newest_first().distinct().prefetch_related("milestones", "photos")[:5]],
        "parts": list(parts.NAMES.values()),
    }
    return render(request, "forum/share.html", context)


def page_told_of(typed: str | None) -> Page | None:
    """The stage or milestone with this id, if it is on the site; the original of one that is a translation."""
    number = a_number(typed)
    page = Page.objects.type(StagePage, MilestonePage).live().filter(pk=number).first() if number else None
    return page and original_of(page)


def begin(request: HttpRequest, came_from: Page | None) -> HttpResponse:
    """A new draft; a second press gets the draft of the first."""
    if not can_post(request.user):
        return pause(request)
    story = Submission.objects.filter(author=request.user, state=StoryState.DRAFT, edit_number=0, photos=None).newest_first().first()
    if story:
        story.milestones.set([came_from] if came_from else [])
    else:
        take("story", str(request.user.pk), **BEGUN)
        story = actions.start(by=request.user, came_from=came_from)
    return redirect("forum:share_story", story.pk)


@authors_own()
def share_parts(request: HttpRequest, story: Submission) -> HttpResponse:
    """The task list: what is done, and what is still needed."""
    if not story.open_to_the_author:
        return redirect(where_it_is(story))
    context = {"story": story, "tasks": parts.tasks_of(story), "done": parts.done_count(story), "total": len(parts.ORDER), "saved_key": not_needed_any_more(request, story)}
    return render(request, "forum/share_parts.html", context)


@authors_own(Part.CHECK)
def share_check(request: HttpRequest, story: Submission) -> HttpResponse:
    """All of it on one page, and the last press."""
    if not story.open_to_the_author:
        return redirect(where_it_is(story))
    if not parts.is_ready(story):
        return redirect("forum:share_parts", story.pk)
    form = SendForm(posted(request), agreed_before=has_agreed(request.user))
    if request.method == "POST" and form.is_valid():
        return send(request, story)
    context = {"form": form, "number": len(parts.ORDER), "total": len(parts.ORDER), "saved_key": not_needed_any_more(request, story)} | all_of(story)
    return render(request, "forum/share_check.html", context, status=422 if form.errors else 200)


def all_of(story: Submission) -> dict:
    """What the check page shows."""
    spiral = read_spiral(guide_home())
    chosen = spiral.among(page.pk for page in story.milestones.all())
    place = STATES.get(story.us_state, "") if story.only_state else f"{story.city}, {STATES.get(story.us_state, '')}"
    uses = dict(PermissionForm.base_fields["uses"].choices)
    return {
        "story": story,
        "place": place,
        "milestones": [place_of(Page(pk=leaf.id), spiral).name for leaf in chosen],
        "functions": [str(function) for function in story.functions.all()],
        "credit": credit_line(story) or story.get_credit_display(),
        "uses": [uses[use] for use in uses if use in story.uses],
        "photos": story.photos.all(),
    }


def send(request: HttpRequest, story: Submission) -> HttpResponse:
    if not can_post(request.user):
        return pause(request)
    try:
        count_a_post(request)
    except TooOften as limit:
        return too_often(request, limit, back=reverse("forum:share_check", args=[story.pk]))
    try:
        actions.send(by=request.user, story=story)
    except actions.NotReady:  # changed in another window a moment ago
        return redirect("forum:share_parts", story.pk)
    except Overtaken:
        return redirect(story.get_absolute_url())
    request.user.accept_house_rules()
    return redirect("forum:share_sent", story.pk)


@authors_own()
def share_sent(request: HttpRequest, story: Submission) -> HttpResponse:
    """What happens now, and by when. Once an editor has opened it, its own page says more."""
    if story.state != StoryState.WITH_EDITOR:
        return redirect(reverse("forum:share_parts", args=[story.pk]) if story.open_to_the_author else story.get_absolute_url())
    return render(request, "forum/share_sent.html", {"story": story, "keys": [f"story-{story.pk}-{part}" for part in parts.WRITTEN]})
