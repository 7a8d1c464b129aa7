"""Drafts into pages. A page is written only over starter text or over what an import wrote itself; staff's work is kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from guide.endnotes import with_pages
from guide.importing.drafts import Draft, StoryDraft, digest_of, places_linked, story_digest
from guide.importing.filling import fill, fill_pitfalls, fill_story
from guide.importing.recognising import Type
from guide.importing.tree import MODELS, Tree, address_of, was_deleted
from guide.models import GuidePage, MilestonePage, Source, StagePage, StoryPage, record_earlier_publication

PRINTED_ON = date(2011, 9, 1)
"""The guide's print edition: a story without a date of its own was told by then."""


class Outcome(StrEnum):
    ADDED = "added"
    REPLACED = "replaced"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    KEPT = "kept"


WRITTEN = {Outcome.ADDED, Outcome.REPLACED, Outcome.UPDATED}


@dataclass
class Done:
    """What became of a draft. `reason` says why a page was kept."""

    outcome: Outcome
    title: str
    url: str = ""
    reason: str = ""
    remarks: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    stories: list[Done] = field(default_factory=list)


def write(draft: Draft, tree: Tree) -> Done:
    """Write one draft and its stories in one transaction; safe to repeat. With a dry-run tree, only say what would be done."""
    with transaction.atomic():
        if not tree.dry_run:
            tree.lock()
        return _write_progress(draft, tree) if draft.type is Type.PROGRESS else _write_page(draft, tree)


def decide(page: GuidePage | None, model: type[GuidePage], address: str, digest: str) -> tuple[Outcome, str]:
    """What to do where `page` stands, and the reason where that is nothing."""
    if page is None:
        return (Outcome.KEPT, _("an import added it once and staff deleted it")) if was_deleted(address) else (Outcome.ADDED, "")
    if not isinstance(page, model):
        return Outcome.KEPT, _("another kind of page stands in its place")
    if reason := kept_because(page):
        return Outcome.KEPT, reason
    if page.source == Source.STARTER:
        return Outcome.REPLACED, ""
    return (Outcome.UNCHANGED, "") if page.source_digest == digest else (Outcome.UPDATED if page.source_digest else Outcome.ADDED, "")


def kept_because(page: GuidePage) -> str:
    """Why an import must not write over a page; empty when it may."""
    if page.source == Source.STAFF:
        return _("staff wrote it")
    if not page.live:
        return _("staff took it off the site")
    if page.locked:
        return _("staff locked it")
    return _("staff edited it") if page.edited_by_staff else ""


def _write_page(draft: Draft, tree: Tree) -> Done:
    model, address = MODELS[draft.type], address_of(draft.place)
    page = tree.standing(draft.place)
    page = tree.locked(page) if page else None
    digest = _with_links(draft.digest, draft.linked, tree)
    outcome, reason = decide(page, model, address, digest)
    done = Done(outcome, draft.title, url=_url(page, tree, draft.place), reason=reason)
    if page is None and outcome is Outcome.KEPT:
        return done
    if page is None:
        page = _add(model(title=draft.title, slug=draft.place.rpartition("/")[2], source_address=address), draft.place, tree, done)
    stories = dict(_write_stories(draft, page, tree, done))
    if outcome is Outcome.REPLACED and draft.type is Type.STAGE:
        done.remarks.append(_("The starter’s benchmarks and pitfalls go: they are not the Coalition’s. Type in the chart, or import the progress page."))
    if outcome in WRITTEN and not tree.dry_run:
        page = tree.locked(page)  # read again: its stories may have changed what the tree knows of it
        fill(page, draft, stories, tree.link)
        page.publish_from(source=Source.IMPORT, address=address, digest=digest)
    return done


def _add(page: GuidePage, place: str, tree: Tree, done: Done) -> GuidePage | None:
    parent = tree.parent(place, done.added)
    if tree.dry_run:
        tree.noted.add(place)
        return None
    tree.add(page, place, parent)
    return page


def _write_progress(draft: Draft, tree: Tree) -> Done:
    """The pitfalls of a stage. The rest of the stage's page, and where it came from, stay as they are."""
    page = tree.standing(draft.place)
    page = tree.locked(page) if page else None
    pitfalls = [with_pages(text, tree.link) for text in draft.fields["pitfalls"]]
    done = Done(Outcome.UPDATED, draft.title, url=_url(page, tree, draft.place))
    if page is None:
        tree.parent(f"{draft.place}/x", done.added)
        page = tree.standing(draft.place)
        done.outcome = Outcome.ADDED
    if page is None:
        return done
    done.reason = kept_because(page) if isinstance(page, StagePage) else _("another kind of page stands in its place")
    if done.reason:
        done.outcome = Outcome.KEPT
    elif [row.text for row in page.pitfalls.all()] == pitfalls:
        done.outcome = Outcome.UNCHANGED
    elif not tree.dry_run:
        fill_pitfalls(page, pitfalls)
        page.publish_from(source=page.source, address=page.source_address, digest=page.source_digest)
    return done


def _write_stories(draft: Draft, page: GuidePage | None, tree: Tree, done: Done) -> Iterator[tuple[str, int]]:
    """Write the stories that hang on a page; yields the key and page id of each that stands."""
    for story in draft.stories:
        told, story_page = _write_story(story, page, tree, done.added)
        done.stories.append(told)
        if story_page is not None:
            yield story.key, story_page.pk


def _write_story(story: StoryDraft, page: GuidePage | None, tree: Tree, added: list[str]) -> tuple[Done, StoryPage | None]:
    address, digest = f"guide:{story.key}", _with_links(story_digest(story), places_linked(story.html), tree)
    standing = StoryPage.objects.filter(source_address=address, path__startswith=tree.home.path).first()
    standing = tree.locked(standing) if standing else None
    outcome, reason = decide(standing, StoryPage, address, digest)
    done = Done(outcome, story.title, url=standing.url if standing else "", reason=reason)
    if outcome not in WRITTEN or tree.dry_run:
        return done, standing
    if standing is None:
        index = tree.stories(added)
        standing = StoryPage(title=story.title, slug=tree.free_slug(index, story.title), source_address=address, told_on=PRINTED_ON)
        tree.add(standing, f"stories/{standing.slug}", index)
        record_earlier_publication(standing)
        if isinstance(page, (StagePage, MilestonePage)):
            standing.milestones = [page]
    fill_story(standing, story, tree.link)
    standing.publish_from(source=Source.IMPORT, address=address, digest=digest)
    done.url = standing.url
    return done, standing


def _with_links(digest: str, places: Sequence[str], tree: Tree) -> str:
    """Another digest when a page that the text links to has come or gone: then it is written again."""
    return digest_of([digest, [tree.link(place) for place in places]]) if places else digest


def _url(page: GuidePage | None, tree: Tree, place: str) -> str:
    return (page.url if page else None) or f"/{place}/".replace("//", "/")
