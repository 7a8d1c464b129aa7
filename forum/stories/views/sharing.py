"""Writing a story in five parts, in any order and over as many days as it takes, and sending it to an editor."""

from __future__ import annotations


from csp.constants import NONCE
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
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
from forum.stories import actions, parts, photos
from forum.stories.comparison import compare
from forum.stories.credit import credit_line
from forum.stories.forms import PartForm, PermissionForm, PhotosForm, PlaceForm, SendForm, StoryForm, was
from forum.stories.models import StoryState, Submission
from forum.stories.parts import Part
from forum.stories.views.author import authors_own, held_words, show_words
from guide.models import MilestonePage, StagePage
from guide.models.states import STATES
from guide.spiral import original_of, read_spiral

BEGUN = {"most": 20, "seconds": 60 * 60}  # stories begun by a member
ORDER = [Part.STORY, Part.PLACE, Part.PHOTOS, Part.PERMISSION, Part.CHECK]
TEMPLATES = {Part.STORY: "forum/share_story.html", Part.PLACE: "forum/share_place.html", Part.PHOTOS: "forum/share_photos.html", Part.PERMISSION: "forum/share_permission.html"}


# ---------------------------------------------------------------- the start


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
    context = {"story": story, "tasks": parts.tasks_of(story), "done": parts.done_count(story), "total": len(ORDER), "saved_key": not_needed_any_more(request, story)}
    return render(request, "forum/share_parts.html", context)


def where_it_is(story: Submission) -> str:
    """For a story that is not in its author's hands: just sent, or further on its way."""
    return reverse("forum:share_sent", args=[story.pk]) if story.can_be_recalled else story.get_absolute_url()


# ---------------------------------------------------------------- the parts


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
    kind = {Part.STORY: StoryForm, Part.PLACE: PlaceForm, Part.PHOTOS: PhotosForm, Part.PERMISSION: PermissionForm}[part]
    return kind(data, story=story, **kwargs)


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
    return redirect(to_page(f"share_{ORDER[ORDER.index(form.part) + 1]}", story, form.part))


def to_page(name: str, story: Submission, saved: Part) -> str:
    return f"{reverse(f'forum:{name}', args=[story.pk])}?saved={saved}"


def not_needed_any_more(request: HttpRequest, story: Submission) -> str:
    """The device's copy of the part that was saved a moment ago."""
    saved = request.GET.get("saved")
    return f"story-{story.pk}-{saved}" if saved in parts.WRITTEN else ""


def part_page(request: HttpRequest, story: Submission, form: PartForm, *, status: int = 200, **context) -> HttpResponse:
    form.story = story  # as it is stored now: a form shown again stands on what was just saved
    context |= {"story": story, "form": form, "part": form.part, "number": ORDER.index(form.part) + 1, "total": len(ORDER)}
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


@open_to_all
@never_cache
@require_POST
def share_keep(request: HttpRequest, story_id: int) -> HttpResponse:
    """Save a part while it is being typed. `fields` are what the form sends with its next save."""
    if not is_known(request.user):
        return JsonResponse({"error": _("You were signed out. Your words are kept on this device.")}, status=401)
    story = Submission.objects.filter(author=request.user).with_people().filter(pk=story_id).first()
    part = request.POST.get("part")
    if story is None or part not in parts.WRITTEN:
        return JsonResponse({"error": _("This story is not there any more. Your words are kept on this device.")}, status=404)
    if not story.open_to_the_author or not can_post(request.user):
        return JsonResponse({"error": _("This story cannot be changed just now. Your words are kept on this device.")}, status=409)
    form = form_of(story, Part(part), request.POST)
    try:
        saved, fields = keep_descriptions(request, form) if isinstance(form, PhotosForm) else kept(request, form)
    except Overtaken:
        return JsonResponse({"error": _("This was changed in another window. Press “Save and go on” to see both versions.")}, status=409)
    if not form.only_lacks:
        first = next(words for errors in form.errors.values() for words in errors)
        return JsonResponse({"error": first, "fields": fields}, status=422)
    return JsonResponse({"saved_at": saved.saved_at.isoformat(), "fields": fields})


def kept(request: HttpRequest, form: PartForm) -> tuple[Submission, dict]:
    saved = keep_part(request, form)
    return saved, {"edit_number": saved.edit_number, "seen": form_of(saved, form.part).seen}


def keep_descriptions(request: HttpRequest, form: PhotosForm) -> tuple[Submission, dict]:
    form.is_valid()
    if form.overtaken():
        raise Overtaken
    photos.describe_photos(by=request.user, story=form.story, about=form.about())
    saved = actions.save_part(by=request.user, story=form.story, part=Part.PHOTOS, words={})
    return saved, {f"was-{photo.pk}": was(photo) for photo in saved.photos.all()}


# ---------------------------------------------------------------- the end


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
    context = {"form": form, "number": len(ORDER), "total": len(ORDER), "saved_key": not_needed_any_more(request, story)} | all_of(story)
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


