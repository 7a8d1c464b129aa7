"""A story that was accepted becomes a draft page of the guide: once, and whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.html import to_blocks, tree
from forum.stories.actions import attach_page, lock
from forum.stories.credit import credit_line
from forum.stories.models import Photo, StoryState, Submission
from guide.media_store import keep_held, tie
from guide.models import GuideImage, Initiative, Place, StoryIndexPage, StoryPage
from moderation.models import Act
from moderation.rules import can_decide_on_story
from moderation.story_actions import record

Block = tuple[str, str | dict]


class NotPromoted(Overtaken):
    """No page was made, and nothing of one is left. The message says to staff why, and what they can do."""


@transaction.atomic
def promote(*, by: User, submission: Submission) -> StoryPage:
    """The draft page under Stories from the Field, linked both ways; pressed again, the page that the first press made.

    Raises NotPromoted when the story is not accepted any more, when nobody could say yes to the page, or when the guide has no
    place for stories; PermissionDenied for one's own story. At most 150 queries with six photos.
    """
    story = lock(submission)
    if not can_decide_on_story(by, story):
        raise PermissionDenied
    if story.page_id:
        return story.page
    if reason := why_not(story):
        raise NotPromoted(reason)
    index = _hold_the_index()  # after the story's row, as everyone does: whoever takes the story back waits, or was first
    with disable_reference_index_auto_update():  # what refers to what is written once, with the revision
        page = index.add_child(instance=page_of(story, owner=by))
        tie(page)
        _say_for_whom([page.place, page.initiative], page)
    page.save_revision(user=by, clean=False)
    attach_page(story=story, page=page)
    record(Act.PROMOTED, story, by=by, before=StoryState.ACCEPTED)
    return page


def why_not(story: Submission) -> str:
    """Blank when a page can be made of it."""
    name = {"author": story.author.shown_name}
    if not story.author.is_active:
        return _("No page was made: %(author)s has closed the account, and nobody else can say yes to the final version.") % name
    if story.state == StoryState.TAKEN_BACK:
        return _("No page was made: %(author)s has taken this story back.") % name
    if story.state != StoryState.ACCEPTED:
        return _("No page was made: this story is now “%(state)s”. Accept it first.") % {"state": story.get_state_display()}
    return ""


def _hold_the_index() -> Page:
    """Held until the transaction ends: two new pages at once would be given the same place in the tree."""
    held = Page.objects.type(StoryIndexPage).select_for_update(of=("self",)).order_by("path").first()
    if held is None:
        raise NotPromoted(_("No page was made: the guide has no page “Stories from the Field” yet. An editor can add one in the CMS."))
    return held


def page_of(story: Submission, *, owner: User) -> StoryPage:
    """Not saved yet. Its text is built from our own tree of the author's words; no string of theirs becomes HTML here."""
    place = place_of(story)
    page = StoryPage(
        title=story.title,
        slug="" if slugify(story.title, allow_unicode=True) else f"story-{story.pk}",  # the page finds its own, but for a title of signs alone
        owner=owner,
        live=False,
        has_unpublished_changes=True,
        body=[*words_of(story), *pictures_of(story)],
        place=place,
        initiative=initiative_of(story, place),
        credit_line=credit_line(story),
        told_on=timezone.localdate(story.sent_at),
    )
    page.milestones, page.functions = list(story.milestones.all()), list(story.functions.all())
    return page


def words_of(story: Submission) -> Iterator[Block]:
    for heading, body in (
        (_("What was going on"), story.going_on),
        (_("What we did"), story.did),
        (_("What changed"), story.changed),
    ):
        yield from _under(heading, to_blocks(tree(body)))


def _under(heading: str, blocks: list[Block]) -> list[Block]:
    """The heading begins the section's first text, or stands alone above a quotation."""
    above = f"<h3>{escape(heading)}</h3>"
    if blocks and blocks[0][0] == "prose":
        return [("prose", above + blocks[0][1]), *blocks[1:]]
    return [("prose", above), *blocks]


def pictures_of(story: Submission) -> Iterator[Block]:
    """The photos that are described and that everyone in them agreed to. One that its author is not sure about stays with the story."""
    shelf = Collection.get_first_root_node()
    for photo in story.photos.all():
        if photo.is_ready:
            yield "figure", {"image": _picture(photo, story, shelf), "alt": photo.alt}


def _picture(photo: Photo, story: Submission, shelf: Collection) -> GuideImage:
    """A copy of its own, private until the page is published."""
    try:
        with photo.file.open("rb") as file:
            return keep_held(file, title=story.title, description=photo.alt, credit=credit_line(story), collection=shelf)
    except (OSError, ValueError) as lost:  # not there, or no picture of ours any more
        raise NotPromoted(_("No page was made: the file of one photo cannot be read just now. Try again in a few minutes.")) from lost


def place_of(story: Submission) -> Place | None:
    """The place of the list that the author means; a new row when there is none yet."""
    if not story.us_state:
        return None
    typed = "" if story.only_state else " ".join(story.city.split())
    where = {"city": "", "county": typed} if typed.lower().endswith(" county") else {"city": typed, "county": ""}
    alike = Place.objects.filter(state=story.us_state, city__iexact=where["city"])
    if not where["city"]:
        alike = alike.filter(county__iexact=where["county"])
    known = alike.order_by("county", "pk").first()  # a city without its county before one with it
    return known or _made(Place, state=story.us_state, **where)


def initiative_of(story: Submission, place: Place | None) -> Initiative | None:
    """As for places. A name that differs in case only is the same one."""
    name = " ".join(story.initiative.split())
    if not name:
        return None
    return Initiative.objects.filter(name__iexact=name).first() or _made(Initiative, {"place": place}, name=name)


def _made(model: type[Model], besides: dict | None = None, **names) -> Model:
    """A new row; an editor may have added the same one since we looked."""
    try:
        with transaction.atomic():
            made = model.objects.create(**names, **(besides or {}))
            made.is_new = True
            return made
    except IntegrityError:
        return model.objects.get(**names)


def _say_for_whom(listed: list[Place | Initiative | None], page: StoryPage) -> None:
    """Rows that were put on the lists in the author's words go when the story is taken back."""
    for row in listed:
        if getattr(row, "is_new", False):
            type(row).objects.filter(pk=row.pk).update(made_for=page.pk)
