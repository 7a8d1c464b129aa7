"""Writing a story in its parts, in any order and over as many days as it takes; two windows do not overwrite each other."""

from __future__ import annotations

from csp.constants import NONCE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from forum.comparison import compare
from forum.discussions.actions import Overtaken
from forum.discussions.models import guide_home
from forum.discussions.rules import can_post
from forum.discussions.views.reading import a_number
from forum.discussions.views.refusing import pause
from forum.stories import actions, parts
from forum.stories.forms import PartForm, PermissionForm, PhotosForm, PlaceForm, StoryForm
from forum.stories.models import Submission
from forum.stories.parts import Part
from forum.stories.views.author import authors_own, held_words, not_needed_any_more, show_words, where_it_is
from guide.spiral import read_spiral

TEMPLATES = {Part.STORY: "forum/share_story.html", Part.PLACE: "forum/share_place.html", Part.PHOTOS: "forum/share_photos.html", Part.PERMISSION: "forum/share_permission.html"}
FORMS = {Part.STORY: StoryForm, Part.PLACE: PlaceForm, Part.PHOTOS: PhotosForm, Part.PERMISSION: PermissionForm}


@authors_own(Part.STORY)
@csp_update({"style-src": NONCE})
def share_story(request: HttpRequest, story: Submission) -> HttpResponse:
    return write_part(request, story, Part.STORY)


@authors_own(Part.PLACE)
def share_place(request: HttpRequest, story: Submission) -> HttpResponse:
    return write_part(request, story, Part.PLACE)


@authors_own(Part.PERMISSION)
def share_permission(request: HttpRequest, story: Submission) -> HttpResponse:
    return write_part(request, story, Part.PERMISSION)


def form_of(story: Submission, part: Part, data: QueryDict | None = None, **kwargs) -> PartForm:
    if part == Part.PLACE:
        kwargs["spiral"] = read_spiral(guide_home())
    return FORMS[part](data, story=story, **kwargs)


def write_part(request: HttpRequest, story: Submission, part: Part) -> HttpResponse:
    """Show a part, or keep it. What is only missing stops nobody who wants to finish later."""
    if not story.open_to_the_author:
        return not_in_hand(request, story)
    if not can_post(request.user):
        return pause(request)
    held, typed = held_words(request, story, part)
    if request.method != "POST":
        return part_page(request, story, form_of(story, part, initial=typed_into(story, part, typed)), held=held)
    form = form_of(story, part, request.POST)
    try:
        story = keep_part(request, form)
    except Overtaken as overtaken:
        return overtaken_page(request, story, form, str(overtaken))
    if held:
        held.delete()
    return after_keeping(request, story, form)


def typed_into(story: Submission, part: Part, typed: QueryDict | None) -> dict:
    """What was held, as the fields of the part show it."""
    if typed is None:
        return {}
    widgets = {name: field.widget for name, field in form_of(story, part).fields.items()}
    return {name: widget.value_from_datadict(typed, {}, name) for name, widget in widgets.items() if not widget.value_omitted_from_data(typed, {}, name)}


def keep_part(request: HttpRequest, form: PartForm) -> Submission:
    """Save what can be kept. Overtaken when another window changed the same part, and differently."""
    form.is_valid()
    number = a_number(request.POST.get("edit_number"))
    try:
        return save(request, form, number)
    except Overtaken:
        now = Submission.objects.with_people().filter(pk=form.story.pk).first()
        if now is None or not now.open_to_the_author or is_another_version(request, form, now):
            raise
        return save(request, form, now.edit_number)


def save(request: HttpRequest, form: PartForm, number: int | None) -> Submission:
    return actions.save_part(by=request.user, story=form.story, part=form.part, words=form.to_save(), edit_number=number)


def is_another_version(request: HttpRequest, form: PartForm, now: Submission) -> bool:
    stored = form_of(now, form.part)
    return stored.seen != request.POST.get("seen") and stored.said() != form.said()


def after_keeping(request: HttpRequest, story: Submission, form: PartForm) -> HttpResponse:
    if "later" in request.POST and form.only_lacks:
        return redirect(to_page("share_parts", story, form.part))
    if form.errors:
        return part_page(request, story, form, status=422)
    return redirect(to_page(f"share_{parts.ORDER[parts.ORDER.index(form.part) + 1]}", story, form.part))


def to_page(name: str, story: Submission, saved: Part) -> str:
    return f"{reverse(f'forum:{name}', args=[story.pk])}?saved={saved}"


def part_page(request: HttpRequest, story: Submission, form: PartForm, *, status: int = 200, **context) -> HttpResponse:
    form.story = story  # as it is stored now: a form shown again stands on what was just saved
    context |= {"story": story, "form": form, "part": form.part, "number": parts.ORDER.index(form.part) + 1, "total": len(parts.ORDER)}
    context |= {"saved_at": story.saved_at if form.part in story.visited else None, "saved_key": not_needed_any_more(request, story)}
    if isinstance(form, PlaceForm):
        context["open_stages"], context["folded_stages"] = form.stages()
    return render(request, TEMPLATES[form.part], context, status=status)


def overtaken_page(request: HttpRequest, story: Submission, form: PartForm, sentence: str) -> HttpResponse:
    """Both versions beside each other; what was typed here stands in the form, and saving it again is a choice."""
    now = Submission.objects.with_people().filter(pk=story.pk).first()
    if now is None or not now.open_to_the_author:
        return show_words(request, problem=sentence, back=where_it_is(now) if now else reverse("forum:share"))
    return part_page(request, now, form, status=409, problem=sentence, versions=two_versions(form_of(now, form.part).said(), form.said()))


def two_versions(saved: dict[str, str], typed: dict[str, str]) -> list[dict]:
    """What is saved and what was typed, for each field where they differ, as components/comparison.html shows it."""
    return [
        {"label": label, "before": {"name": _("Saved in the other window"), "pieces": before}, "after": {"name": _("Typed here"), "pieces": after}}
        for label in typed
        if saved[label] != typed[label]
        for before, after in [compare(saved[label], typed[label])]
    ]


def not_in_hand(request: HttpRequest, story: Submission) -> HttpResponse:
    """An editor has it: what was typed meanwhile is shown, so that nothing is lost."""
    if request.method != "POST":
        return redirect(where_it_is(story))
    return show_words(request, problem=actions.why_it_stands_still(story), back=where_it_is(story))
