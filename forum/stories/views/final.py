"""The final version: what would stand on the site, word for word and picture for picture, for its author to agree to or not."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import open_to_all
from accounts.limits import TooOften
from forum.discussions.actions import Overtaken
from forum.discussions.limits import count_a_post
from forum.discussions.rules import can_post
from forum.discussions.signing_in import is_known, say_who_first
from forum.discussions.views.reading import a_number
from forum.stories import actions, progress, rules
from forum.stories.answers import NotYetForm
from forum.stories.comparison import compare_with_page
from forum.stories.credit import credit_line
from forum.stories.models import Submission
from forum.stories.views.author import ask_who, held_words, show_words
from forum.stories.views.mine import find
from guide.models import StoryPage, consent
from guide.spiral import read_spiral

FINAL = "final"


@open_to_all
@never_cache
def read_final(request: HttpRequest, story_id: int) -> HttpResponse:
    """Read it as it will stand on the site; say yes to exactly that, or what should change."""
    if not is_known(request.user):
        return sign_in_first(request, story_id)
    story = find(request, story_id)
    if request.method == "POST":
        return answer(request, story)
    if not is_there(request, story):
        return redirect(story)
    held, typed = held_words(request, story, FINAL)
    return final_page(request, story, NotYetForm(initial={"words": typed.get("words", "")} if typed else None))


def sign_in_first(request: HttpRequest, story_id: int) -> HttpResponse:
    """Words for the editor are held meanwhile."""
    back = reverse("forum:read_final", args=[story_id])
    if request.POST.get("words", "").strip():
        return ask_who(request, story_id, FINAL, back=back)
    return say_who_first(request, back)


def is_there(request: HttpRequest, story: Submission) -> bool:
    return rules.can_say_yes(request.user, story) and story.page.latest_revision_id is not None


def answer(request: HttpRequest, story: Submission) -> HttpResponse:
    typed = request.POST.get("words", "").strip()
    try:
        if "not_yet" in request.POST:
            return not_yet(request, story, NotYetForm(request.POST))
        if typed and is_there(request, story):
            return yes_and_words(request, story, NotYetForm(request.POST))
        number, digest = a_number(request.POST.get("revision")), request.POST.get("digest", "")
        actions.say_yes(by=request.user, story=story, revision_id=number or 0, digest=digest)
    except Overtaken as problem:
        return overtaken(request, story, NotYetForm(request.POST if typed or "not_yet" in request.POST else None), str(problem))
    messages.success(request, _("Thank you. You said yes to this version. We send you the link when it is published."))
    return redirect(story)


def yes_and_words(request: HttpRequest, story: Submission, form: NotYetForm) -> HttpResponse:
    """Yes was pressed with words about what should change: which of the two is meant, only the author knows. Nothing is said for them."""
    problem = _("You pressed Yes, and you wrote what should change. Press “Not yet” to send your words, or empty the field and press Yes again.")
    if not can_post(request.user):
        return show_words(request, status=409, problem=_("You said neither yes nor no: there were words with it, and you cannot write to anyone just now."), back=request.path)
    return final_page(request, story, form, status=422, problem=problem)


def not_yet(request: HttpRequest, story: Submission, form: NotYetForm) -> HttpResponse:
    if not can_post(request.user):
        return end_the_yes(request, story, form)
    if not form.is_valid():
        return final_page(request, story, form, status=422) if is_there(request, story) else overtaken(request, story, form, "")
    return say_not_yet(request, story, form)


def end_the_yes(request: HttpRequest, story: Submission, form: NotYetForm) -> HttpResponse:
    """Whoever has to pause writes to nobody, and can still say no. Words that were typed before they knew are shown to be copied."""
    try:
        actions.say_not_yet(by=request.user, story=story, words="")
    except Overtaken as problem:
        return overtaken(request, story, form, str(problem))
    done = _("This version is not published. The editor knows that you no longer agree to it.")
    if request.POST.get("words", "").strip():
        return show_words(request, status=403, problem=f"{done} {_('Your words were not sent: you cannot write to anyone just now.')}", back=story.get_absolute_url())
    messages.success(request, done)
    return redirect(story)


def say_not_yet(request: HttpRequest, story: Submission, form: NotYetForm) -> HttpResponse:
    try:
        if is_there(request, story):
            count_a_post(request)
    except TooOften as limit:
        problem = _("That was a lot in a short time. Your words are still here: press again in about %(time)s.") % {"time": limit.wait}
        response = final_page(request, story, form, status=429, problem=problem)
        response.headers["Retry-After"] = str(limit.seconds)
        return response
    actions.say_not_yet(by=request.user, story=story, words=form.cleaned_data["words"])
    held, _typed = held_words(request, story, FINAL)
    if held:
        held.delete()
    messages.success(request, _("The editor has your words. We write to you when a new version is ready."))
    return redirect(f"{story.get_absolute_url()}?said={FINAL}")


def overtaken(request: HttpRequest, story: Submission, form: NotYetForm, problem: str) -> HttpResponse:
    """It is another by now: the newest version, or why there is none. What was typed stays."""
    fresh = find(request, story.pk)
    if is_there(request, fresh):
        return final_page(request, fresh, form, status=409, problem=problem)
    context = {"story": fresh, "problem": problem or progress.now_in_words(fresh), "words": form.data.get("words", "") if form.is_bound else ""}
    return render(request, "forum/story_overtaken.html", context, status=409)


def final_page(request: HttpRequest, story: Submission, form: NotYetForm, *, status: int = 200, **context) -> HttpResponse:
    final: StoryPage = story.page.latest_revision.as_object()
    spiral, digest, sent = read_spiral(final), consent.content_digest(final), story.versions.last()
    figure, blocks = final.beside_the_title
    context |= {
        "story": story,
        "form": form,
        "page": final,
        "figure": figure,
        "blocks": blocks,
        "spiral": spiral,
        "belongs_to": spiral.among(page.pk for page in final.milestones.all()),
        "revision": story.page.latest_revision_id,
        "digest": digest,
        "can_write_to_the_editor": can_post(request.user),
        "has_said_yes": actions.has_said_yes(story, digest),
        "was_shown": progress.final_step(story) is not None,
        "comparison": compare_with_page(sent.words, final, credit=credit_line(story)) if sent else None,
    }
    return render(request, "forum/story_final.html", context, status=status)
