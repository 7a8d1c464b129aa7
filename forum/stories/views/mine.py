"""The author's side: their stories, where each one is, the answer to an editor, and getting one back."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import NONCE
from csp.decorators import csp_update
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only, open_to_all
from accounts.limits import TooOften
from forum.discussions.actions import Overtaken
from forum.discussions.limits import count_a_post
from forum.discussions.models import Draft, Tally
from forum.discussions.rules import can_post
from forum.discussions.signing_in import is_known
from forum.discussions.views.reading import a_number
from forum.discussions.views.refusing import pause
from forum.stories import actions, parts, progress, rules
from forum.stories.answers import AnswerForm
from forum.stories.comparison import compare_versions
from forum.stories.models import StoryState, Submission
from forum.stories.parts import Part
from forum.stories.views.author import ask_who, held_words
from forum.stories.views.writing import keep_part, not_in_hand, two_versions, typed_into

AT_MOST = 100
NOW = "now"


def of_this_author(request: HttpRequest) -> QuerySet[Submission]:
    return Submission.objects.filter(author=request.user).with_steps()


def find(request: HttpRequest, story_id: int) -> Submission:
    """One's own; 404 for someone else's."""
    return get_object_or_404(of_this_author(request).select_related("page", "author"), pk=story_id)


# ---------------------------------------------------------------- all of them


@members_only
def my_stories(request: HttpRequest) -> HttpResponse:
    stories = of_this_author(request).select_related("page", "author").prefetch_related("milestones", "photos", "notes__by")
    mine = list(stories.exclude(state=StoryState.DRAFT, edit_number=0, photos=None).lately_changed_first()[:AT_MOST])
    keys = [story.page.translation_key for story in mine if story.page]
    asked = {tally.page_key: tally.questions for tally in Tally.objects.filter(page_key__in=keys, passage="")} if keys else {}
    rows = [
        {
            "story": story,
            "now": progress.now_in_words(story),
            "note": last_note(story) if story.state in (StoryState.CHANGES_REQUESTED, StoryState.NOT_USED) else None,
            "waits_for_the_yes": progress.waits_for_the_yes(story),
            "can_take_back": rules.can_take_back(request.user, story),
            "questions": asked.get(story.page.translation_key, 0) if story.page else 0,
        }
        for story in mine
    ]
    return render(request, "forum/my_stories.html", {"rows": rows})


def last_note(story: Submission):
    """What an editor wrote last. Reads `notes` with their people."""
    return next((note for note in reversed(story.notes.all()) if note.by_id != story.author_id), None)


# ---------------------------------------------------------------- one of them


@members_only
def story_status(request: HttpRequest, story_id: int) -> HttpResponse:
    """Where it is, who has it, by when, what was said, and what its author can do now."""
    story = find(request, story_id)
    if story.state == StoryState.DRAFT:
        return redirect("forum:share_parts", story.pk)
    return render(request, "forum/story_status.html", about(request, story) | {"keys": not_needed_any_more(request, story)})


def not_needed_any_more(request: HttpRequest, story: Submission) -> list[str]:
    """Copies on the device of words that are with us."""
    keys = [] if story.open_to_the_author else [f"story-{story.pk}-{part}" for part in parts.WRITTEN]
    return [*keys, f"story-{story.pk}-final"] if request.GET.get("said") == "final" else keys


def about(request: HttpRequest, story: Submission) -> dict:
    """What the status page and the pages beside it show."""
    versions = list(story.versions.all())
    return {
        "story": story,
        "now": progress.now_in_words(story),
        "tracker": progress.tracker(story),
        "history": progress.history(story, request.user),
        "notes": list(story.notes.select_related("by").order_by("-id")),
        "versions": versions,
        "sent": versions[-1] if versions else None,
        "comparisons": comparisons(story, len(versions)),
        "waits_for_the_yes": progress.waits_for_the_yes(story),
        "can_read_the_final": rules.can_say_yes(request.user, story),
        "can_recall": rules.can_recall(request.user, story),
        "can_take_back": rules.can_take_back(request.user, story),
        "can_write": rules.can_write(request.user, story),
    }


def comparisons(story: Submission, versions: int) -> list[dict]:
    """Links to each version beside the one before it; while the author may write, what was sent last beside the words as they stand."""
    address = reverse("forum:story_changes", args=[story.pk])
    found = [
        {"url": f"{address}?from={number}&to={number + 1}", "words": _("Compare version %(one)d with version %(other)d") % {"one": number, "other": number + 1}}
        for number in range(1, versions)
    ]
    if versions and story.open_to_the_author:
        found.append({"url": f"{address}?from={versions}&to={NOW}", "words": _("Compare what you sent with now")})
    return found[::-1]


# ---------------------------------------------------------------- the answer to an editor


@open_to_all
@never_cache
@csp_update({"style-src": NONCE})
def story_changes(request: HttpRequest, story_id: int) -> HttpResponse:
    """The editor's note beside one's words; with `from` and `to`, two versions beside each other."""
    if not is_known(request.user):
        return ask_who(request, story_id, Part.STORY, back=request.get_full_path())
    story = find(request, story_id)
    if request.method != "POST" and "from" in request.GET:
        return two_of_them(request, story)
    if not story.open_to_the_author or story.state == StoryState.DRAFT:
        return not_in_hand(request, story) if request.method == "POST" else redirect(story)
    if not can_post(request.user):
        return pause(request)
    held, typed = held_words(request, story, Part.STORY)
    if request.method == "POST":
        return answer(request, story, held)
    initial = typed_into(story, Part.STORY, typed) | ({"reply": typed.get("reply", "")} if typed else {})
    return changes_page(request, story, AnswerForm(story=story, initial=initial), held=held)


def answer(request: HttpRequest, story: Submission, held: Draft | None) -> HttpResponse:
    """Keep the words; and send them, unless the author goes on later."""
    form = AnswerForm(request.POST, story=story)
    try:
        saved = keep_part(request, form)
    except Overtaken as overtaken:
        return overtaken_page(request, story, form, str(overtaken))
    story = find(request, saved.pk)
    if "later" in request.POST and form.only_lacks:
        return redirect("forum:my_stories")
    if form.errors:
        return changes_page(request, story, form, status=422)
    if not parts.is_ready(story):
        return changes_page(request, story, form, status=422, lacking=True, problem=_("Your words are saved. Another part of the story still needs something before you can send it."))
    if not_sent := send(request, story, form):
        return not_sent
    if held:
        held.delete()
    messages.success(request, _("Your story is with the editor again. We email you when they answer."))
    return redirect(story)


def send(request: HttpRequest, story: Submission, form: AnswerForm) -> HttpResponse | None:
    """None when it went."""
    try:
        count_a_post(request)
        actions.send(by=request.user, story=story, reply=form.cleaned_data["reply"])
    except TooOften as limit:
        problem = _("That was a lot in a short time. Your words are saved: press again in about %(time)s.") % {"time": limit.wait}
        response = changes_page(request, story, form, status=429, problem=problem)
        response.headers["Retry-After"] = str(limit.seconds)
        return response
    except (Overtaken, actions.NotReady):  # in another window, a moment ago
        return redirect(story)
    return None


def changes_page(request: HttpRequest, story: Submission, form: AnswerForm, *, status: int = 200, **context) -> HttpResponse:
    form.story = story  # as it is stored now: a form shown again stands on what was just saved
    return render(request, "forum/story_changes.html", context | about(request, story) | {"form": form, "part": Part.STORY}, status=status)


def overtaken_page(request: HttpRequest, story: Submission, form: AnswerForm, sentence: str) -> HttpResponse:
    """Changed in another window meanwhile: both versions beside each other, and what was typed here stands in the form."""
    now = of_this_author(request).select_related("page", "author").filter(pk=story.pk).first()
    if now is None or not now.open_to_the_author:
        return not_in_hand(request, now or story)
    return changes_page(request, now, form, status=409, problem=sentence, both=two_versions(AnswerForm(story=now).said(), form.said()))


def two_of_them(request: HttpRequest, story: Submission) -> HttpResponse:
    """404 for versions that there are not."""
    versions = {version.number: version for version in story.versions.all()}
    before = versions.get(a_number(request.GET.get("from")) or 0)
    with_now = request.GET.get("to") == NOW and story.open_to_the_author
    after = None if with_now else versions.get(a_number(request.GET.get("to")) or 0)
    if before is None or not (after or with_now):
        raise Http404
    words = actions.words_of(story) if with_now else after.words
    context = {
        "story": story,
        "comparison": compare_versions(before.words, words),
        "one": name_of(before.number, before.sent_at),
        "other": _("Now") if with_now else name_of(after.number, after.sent_at),
    }
    return render(request, "forum/story_compare.html", context)


def name_of(number: int, sent_at) -> str:
    return _("Version %(number)d, %(day)s") % {"number": number, "day": progress.day(sent_at)}


# ---------------------------------------------------------------- getting one back


@members_only
def recall_story(request: HttpRequest, story_id: int) -> HttpResponse:
    """Into one's own hands again, to change it, before an editor has opened it."""
    story = find(request, story_id)
    if story.open_to_the_author:
        return redirect("forum:share_parts", story.pk)
    return sure(request, story, "forum/story_recall.html", rules.can_recall(request.user, story), actions.recall, done=lambda: redirect("forum:share_parts", story.pk))


@members_only
def take_back_story(request: HttpRequest, story_id: int) -> HttpResponse:
    """From wherever it is. What was published is gone at once."""
    story = find(request, story_id)
    if story.state == StoryState.TAKEN_BACK:
        return redirect(story)
    return sure(request, story, "forum/story_take_back.html", rules.can_take_back(request.user, story), actions.take_back, done=lambda: redirect(story))


@members_only
def delete_story(request: HttpRequest, story_id: int) -> HttpResponse:
    """A draft, with its photos, for good."""
    story = find(request, story_id)

    def done() -> HttpResponse:
        messages.success(request, _("The draft is deleted."))
        return redirect("forum:my_stories")

    return sure(request, story, "forum/story_delete.html", rules.can_delete(request.user, story), actions.delete_draft, done=done)


def sure(request: HttpRequest, story: Submission, template: str, may: bool, act: Callable, *, done: Callable[[], HttpResponse]) -> HttpResponse:
    """Ask once more, then do it. Whoever comes too late reads why, with 409."""
    if request.method != "POST":
        return render(request, template, {"story": story}) if may else redirect(story)
    try:
        act(by=request.user, story=story)
    except Overtaken as overtaken:
        fresh = of_this_author(request).filter(pk=story.pk).first()
        return render(request, "forum/story_overtaken.html", {"story": fresh, "problem": str(overtaken)}, status=409)
    return done()
