"""Only the author of a story comes in. Whoever was signed out while writing finds the words again after signing in."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from accounts.access import View, open_to_all
from accounts.limits import TooOften
from forum.discussions import drafts
from forum.discussions.models import Draft
from forum.discussions.signing_in import is_known, say_who_first
from forum.stories.forms import readable
from forum.stories.models import Submission
from forum.stories.parts import WRITTEN, Part

OF_THE_FORM = {"csrfmiddlewaretoken", "edit_number", "seen"}


def authors_own(part: Part | None = None) -> Callable[[View], View]:
    """The view gets the story in place of its id; 404 for someone else's. Whoever is not signed in is asked to, and what was sent for `part` is held."""

    def mark(view: View) -> View:
        @open_to_all
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, story_id: int, *args, **kwargs) -> HttpResponse:
            if not is_known(request.user):
                return ask_who(request, story_id, part)
            story = get_object_or_404(Submission.objects.filter(author=request.user).with_people(), pk=story_id)
            return view(request, story, *args, **kwargs)

        return guarded

    return mark


def ask_who(request: HttpRequest, story_id: int, part: str | None, *, back: str = "") -> HttpResponse:
    """To sign in, and back to the part; words that were sent are there again."""
    back = back or reverse(f"forum:share_{part}" if part else "forum:share_parts", args=[story_id])
    if request.method != "POST" or part == Part.CHECK or not part:
        return say_who_first(request, back)
    typed = {name: values for name, values in request.POST.lists() if name not in OF_THE_FORM}
    try:
        words = {"typed": json.dumps(typed, ensure_ascii=False)}
        draft = drafts.keep_anyway(request, key=None, kind=Draft.Kind.EDIT, about=about(story_id, part), words=words)
    except (drafts.TooMuch, TooOften):
        return show_words(request, status=403, back=back)
    response = say_who_first(request, back)
    drafts.remember(request, response, draft)
    return response


def about(story_id: int, part: str) -> str:
    return f"story:{story_id}:{part}"


def held_words(request: HttpRequest, story: Submission, part: str) -> tuple[Draft | None, QueryDict | None]:
    """What was sent for this part while its author was signed out."""
    held = drafts.latest(request, kind=Draft.Kind.EDIT, about=about(story.pk, part))
    if held is None:
        return None, None
    typed = QueryDict(mutable=True)
    for name, values in json.loads(held.words.get("typed", "{}")).items():
        typed.setlist(name, values)
    return held, typed


def show_words(request: HttpRequest, *, status: int = 409, **context) -> HttpResponse:
    """What was typed cannot be kept just now; here it stands, to be copied."""
    return render(request, "forum/share_words.html", {"words": readable(request.POST), **context}, status=status)


def where_it_is(story: Submission) -> str:
    """For a story that is not in its author's hands: just sent, or further on its way."""
    return reverse("forum:share_sent", args=[story.pk]) if story.can_be_recalled else story.get_absolute_url()


def not_needed_any_more(request: HttpRequest, story: Submission) -> str:
    """The device's copy of the part that was saved a moment ago."""
    saved = request.GET.get("saved")
    return f"story-{story.pk}-{saved}" if saved in WRITTEN else ""
