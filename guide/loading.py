"""Puts the starter guide's pages into the tree: safe to run again, and safe to kill.

A page of the starter is known by its starter address and by its place in the tree. What staff edited, took off the site or
deleted stays as they left it, and so does what an import or staff put in a starter page's place.
"""

from __future__ import annotations

import enum
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict

from django.apps import apps
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from guide.endnote_words import page_link
from guide.endnotes import with_pages
from guide.models import (
    Benchmark,
    Characteristic,
    Function,
    GuideHome,
    GuidePage,
    Initiative,
    Level,
    Pitfall,
    Place,
    Source,
    record_demonstration,
)
from guide.starter.demonstration import StarterStory
from guide.starter.reading import StarterCase, StarterHome, StarterPage, StarterStage, Where

TYPED = re.compile(r'<a href="/([^"?#]*)(?:#([^"]*))?">')
Stream = str | dict | list
LOADED = "guide.load_starter"  # the action in Wagtail's history; it outlives a page that staff delete


class Outcome(enum.Enum):
    ADDED = "added"
    UPDATED = "updated"
    SAME = "same"
    KEPT = "kept"


Told = Callable[[StarterPage, Outcome], None]


def load_starter(pages: Sequence[StarterPage], *, told: Told = lambda page, outcome: None) -> Counter[Outcome]:
    """Bring the tree up to these pages, parents before children, each in a transaction of its own.

    A second run over the same pages costs a handful of queries.
    """
    tree = Tree()
    outcomes: Counter[Outcome] = Counter()
    for number, text in enumerate(pages):
        outcome = _load(text, tree, earlier=pages[:number])
        outcomes[outcome] += 1
        told(text, outcome)
    _choose_what_came_later(pages, tree)
    return outcomes


def _choose_what_came_later(pages: Sequence[StarterPage], tree: Tree) -> None:
    """Links to pages that stood only after the page that names them."""
    for text in pages:
        standing = tree.standing(text)
        if standing and tree.chosen(asdict(text)) != asdict(text):
            _bring_up_to_date(standing, text, tree)


class Tree:
    """What stands already, read once: pages by place and by starter address, and the addresses that were ever loaded."""

    def __init__(self) -> None:
        self.home = GuideHome.objects.order_by("path")[0]
        within = Page.objects.descendant_of(self.home, inclusive=True).values_list("url_path", "pk")
        self.places: dict[str, int] = {path.removeprefix(self.home.url_path).strip("/"): pk for path, pk in within}
        self.starter: dict[str, GuidePage] = {page.source_address: page for page in _starter_pages()}
        self.loaded = set(PageLogEntry.objects.filter(action=LOADED).values_list("data__address", flat=True))

    def standing(self, text: StarterPage) -> GuidePage | None:
        """The page with this text's earlier version, which may be written over. Only its bookkeeping fields are read."""
        if text.path == "" and self.home.source == Source.STARTER:
            return self.home
        return self.starter.get(address_of(text.path))

    def taken(self, text: StarterPage) -> bool:
        """Something else stands in its place, or what was put there once has been deleted."""
        return text.path in self.places or address_of(text.path) in self.loaded

    def page(self, path: str) -> Page | None:
        """The page that stands for this path of the starter, wherever staff have moved it."""
        pk = self._page_id(path)
        return Page.objects.get(pk=pk) if pk else None

    def chosen(self, value: Stream) -> Stream:
        """A starter text whose links to pages of the guide follow these when they are renamed or moved; other links stay as typed."""
        if isinstance(value, str):
            return with_pages(TYPED.sub(self._chosen_link, value), self._page_id)
        if isinstance(value, dict):
            return {name: self.chosen(one) for name, one in value.items()}
        return [self.chosen(one) for one in value] if isinstance(value, list) else value

    def _chosen_link(self, typed: re.Match[str]) -> str:
        pk = self._page_id(typed[1].strip("/"))
        return page_link(pk, typed[2]) if pk else typed[0]

    def _page_id(self, path: str) -> int | None:
        moved = self.starter.get(address_of(path))
        return moved.pk if moved else self.places.get(path)

    def remember(self, text: StarterPage, page: GuidePage) -> None:
        self.places[text.path] = page.pk
        self.starter[page.source_address] = page


def address_of(path: str) -> str:
    return f"starter:{path}"


def digest_of(text: StarterPage, tree: Tree) -> str:
    """Another one when a page comes to stand, or goes, that the text links to."""
    return hashlib.sha256(json.dumps(tree.chosen(asdict(text)), sort_keys=True, default=str).encode()).hexdigest()


def _starter_pages() -> list[GuidePage]:
    bookkeeping = ("source", "source_address", "source_digest", "source_revision", "latest_revision_id", "live")
    return [
        page
        for model in apps.get_app_config("guide").get_models()
        if issubclass(model, GuidePage)
        for page in model.objects.filter(source=Source.STARTER).only(*bookkeeping)
    ]


def _load(text: StarterPage, tree: Tree, *, earlier: Sequence[StarterPage]) -> Outcome:
    standing = tree.standing(text)
    if standing:
        return _bring_up_to_date(standing, text, tree)
    parent = tree.page(text.parent_path)
    if parent is None or tree.taken(text):
        return Outcome.KEPT
    return _add(text, parent, tree, earlier=earlier)


@transaction.atomic
def _add(text: StarterPage, parent: Page, tree: Tree, *, earlier: Sequence[StarterPage]) -> Outcome:
    page = _page_model(text)(slug=text.slug, live=False)
    _fill(page, text, tree)
    _put_into_place(page, parent, tree, earlier=[one for one in earlier if one.parent_path == text.parent_path])
    _publish(page, text, tree)
    log(instance=page, action=LOADED, data={"address": address_of(text.path)})
    return Outcome.ADDED


def _bring_up_to_date(standing: GuidePage, text: StarterPage, tree: Tree) -> Outcome:
    if standing.edited_by_staff:
        return Outcome.KEPT
    if standing.source_digest == digest_of(text, tree):
        return Outcome.SAME
    return _write_over(standing, text, tree)


@transaction.atomic
def _write_over(standing: GuidePage, text: StarterPage, tree: Tree) -> Outcome:
    page = _page_model(text).objects.get(pk=standing.pk)
    if page.edited_by_staff:  # since the tree was read
        return Outcome.KEPT
    _fill(page, text, tree)
    _publish(page, text, tree)
    return Outcome.UPDATED


def _page_model(text: StarterPage) -> type[GuidePage]:
    return apps.get_model("guide", text.type)


def _put_into_place(page: GuidePage, parent: Page, tree: Tree, *, earlier: list[StarterPage]) -> None:
    """Behind its elder sibling of the starter, so that a page added later stands in reading order."""
    elder = tree.page(earlier[-1].path) if earlier else None
    if elder and elder.is_child_of(parent) and elder.get_next_sibling():
        elder.add_sibling("right", instance=page)
    else:
        parent.add_child(instance=page)


def _publish(page: GuidePage, text: StarterPage, tree: Tree) -> None:
    if isinstance(text, StarterStory):
        record_demonstration(page)
    page.publish_from(source=Source.STARTER, address=address_of(text.path), digest=digest_of(text, tree))
    tree.remember(text, page)


def _fill(page: GuidePage, text: StarterPage, tree: Tree) -> None:
    page.title = page.draft_title = text.title
    page.lead = text.lead
    page.body = json.dumps(tree.chosen(text.body))
    if isinstance(text, StarterHome):
        page.feedback_address, page.credit, page.learn_more = text.feedback_address, text.credit, json.dumps(tree.chosen(text.learn_more))
    elif isinstance(text, StarterStage):
        _fill_stage(page, text)
    elif isinstance(text, StarterCase):
        page.place, page.subtitle = _place(text.where), text.subtitle
    elif isinstance(text, StarterStory):
        _fill_story(page, text, tree)


def _fill_stage(page: GuidePage, text: StarterStage) -> None:
    functions = {function.name: function for function in Function.objects.all()}
    page.characteristics = Characteristic.objects.filter(name__in=text.characteristics)
    page.benchmarks = [
        Benchmark(sort_order=order, function=functions[function], level=Level(level), text=words)
        for order, (function, level, words) in enumerate(text.benchmarks)
    ]
    page.pitfalls = [Pitfall(sort_order=order, text=words) for order, words in enumerate(text.pitfalls)]


def _fill_story(page: GuidePage, text: StarterStory, tree: Tree) -> None:
    page.place = _place(text.where)
    page.initiative = Initiative.objects.get_or_create(name=text.initiative, defaults={"place": page.place})[0]
    page.milestones = [found for path in text.milestones if (found := tree.page(path))]
    page.functions = Function.objects.filter(name__in=text.functions)
    page.credit_line, page.told_on = text.credit_line, text.told_on


def _place(where: Where) -> Place:
    return Place.objects.get_or_create(**asdict(where))[0]
