"""A story's rounds by mail: the author answers the editor, or says what should change in the final version. A yes is not taken by mail."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import TooOften
from forum import html
from forum.discussions.actions import Overtaken
from forum.discussions.limits import count_a_post_by_mail
from forum.discussions.rules import can_post
from forum.letters.inbound.purposes import Answer, NotTaken, Taken, taken_by_mail
from forum.letters.models import Letter
from forum.stories import actions, progress
from forum.stories.emails import LETTER_OF
from forum.stories.models import StoryState, Submission

A_YES = re.compile(
    r"\W*(?:yes|yep|yeah|sure|ok|okay|agreed|i agree|i do|approved|go ahead|looks (?:good|great|right)|(?:please )?publish|perfect|great|wonderful"
    r"|sí|si|claro|vale|de acuerdo|acepto|apruebo|adelante|perfecto|excelente|publíquen?l[ao]|publiquen?l[ao])\b",
    re.I,
)


def _of_kind(kind: str) -> Callable[[Letter, Mapping[str, Any]], str | None]:
    def finds(letter: Letter, words: Mapping[str, Any]) -> str | None:
        return str(words["story"].pk) if letter.kind == kind and letter.person_id else None

    return finds


@taken_by_mail(
    "story-round",
    code="s",
    invites=gettext_lazy("You can answer this email: your words go to the editor, together with your story as it is. To change the story itself, use the button."),
    finds=_of_kind(LETTER_OF[StoryState.CHANGES_REQUESTED]),
)
def take_an_answer_to_the_editor(answer: Answer) -> Taken:
    """Back to the editor with a word; a further word goes beside what lies with them."""
    story, words = _story(answer), _words(answer)
    if story.state == StoryState.WITH_EDITOR:
        _do(story, lambda: actions.say_more(by=answer.person, story=story, words=words))
        return Taken(_("Your words are with the editor, beside your story."), *_where_it_is(story))
    if story.state != StoryState.CHANGES_REQUESTED:
        raise NotTaken(_("Your story has moved on since that email, so your words went to nobody. Where it is:") + " " + str(progress.now_in_words(story)), **_link(story))
    if actions.words_of(story) != story.versions.last().words:
        words = _("You have begun to change your story on the site. Finish it there, and put these words beside it: then both go to the editor together.")
        raise NotTaken(words, link=reverse("forum:story_changes", args=[story.pk]), link_words=_("Answer the editor"))
    _do(story, lambda: actions.send(by=answer.person, story=story, reply=words))
    return Taken()  # the letter with the copy of what was sent says it


@taken_by_mail(
    "final-version",
    code="f",
    invites=gettext_lazy("If something is not right, you can also answer this email and say what. A yes needs the button: it is for exactly the version that you read."),
    finds=_of_kind("story-final"),
)
def take_what_should_change(answer: Answer) -> Taken:
    story = _story(answer)
    link = {"link": reverse("forum:read_final", args=[story.pk]), "link_words": _("Read the final version")}
    if A_YES.match(answer.words):
        raise NotTaken(_("We read this as a yes, and a yes is for one exact version, so we cannot take it by email. Open the final version and press yes there: it takes a minute. Nothing is published before."), **link)
    words = _words(answer)
    _do(story, lambda: actions.say_not_yet(by=answer.person, story=story, words=words))
    return Taken(_("The editor has your words. We write to you when a new version is ready. Nothing is published before you say yes."), *link.values())


def _story(answer: Answer) -> Submission:
    story = Submission.objects.filter(pk=answer.key, author=answer.person).select_related("page", "author").first()
    if story is None:
        raise NotTaken(_("This story was deleted meanwhile."), link="/my/stories/", link_words=_("See all your stories"))
    if not can_post(answer.person):
        raise NotTaken(_("You cannot write to the editor just now: staff have asked you to pause."), **_link(story))
    return story


def _words(answer: Answer) -> str:
    try:
        count_a_post_by_mail(answer.person)
        return html.from_plain(answer.words)
    except html.WordsRefused as refused:
        raise NotTaken(str(refused)) from refused
    except TooOften as limit:
        raise NotTaken(_("That was a lot in a short time. Send it again in about %(time)s.") % {"time": limit.wait}) from limit


def _do(story: Submission, act: Callable[[], object]) -> None:
    try:
        act()
    except Overtaken as reason:
        raise NotTaken(str(reason), **_link(story)) from reason
    except actions.NotReady as reason:
        words = _("A part of your story still needs something before it can go to the editor. Your words went to nobody yet.")
        raise NotTaken(words, link=reverse("forum:share_parts", args=[story.pk]), link_words=_("See what it needs")) from reason
    except PermissionDenied as reason:
        raise NotTaken(_("You cannot write to the editor just now."), **_link(story)) from reason


def _link(story: Submission) -> dict[str, str]:
    link, words = _where_it_is(story)
    return {"link": link, "link_words": words}


def _where_it_is(story: Submission) -> tuple[str, str]:
    return story.get_absolute_url(), _("See where your story is")
