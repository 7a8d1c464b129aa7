"""Every act × every turn of a story's way × every role, in one table; and what an act does beside the state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.discussions.actions import Overtaken
from forum.stories import actions
from forum.stories.models import StoryState, Submission
from forum.stories.parts import Part
from guide.models import NotAgreed
from tests import build
from tests.forum.stories import tales

pytestmark = pytest.mark.django_db

AUTHORS = {"author", "silenced", "own moderator"}  # each of stories of their own
DECIDE = {"moderator", "administrator"}
ROLES = AUTHORS | DECIDE | {"member", "editor"}

TURNS: dict[str, Callable[[User, User], Submission]] = {
    "draft": lambda by, editor: tales.a_draft(by),
    "sent": lambda by, editor: tales.sent(by),
    "opened": tales.opened,
    "changes_requested": tales.asked_to_change,
    "accepted": tales.accepted,
    "with a page": tales.with_a_page,
    "published": tales.published,
    "not_used": tales.not_used,
    "taken_back": tales.taken_back,
}
LATE, REFUSED, GONE, NOT_AGREED = "late", "refused", "gone", "not agreed"


class Act(NamedTuple):
    do: Callable[[User, Submission], object]
    may: set[str]
    leads: dict[str, str]  # by turn; LATE where nothing is said

    def outcome(self, role: str, turn: str) -> str:
        return self.leads.get(turn, LATE) if role in self.may else REFUSED


def revision(story: Submission) -> int:
    return story.page.latest_revision_id if story.page else 0


WRITES = AUTHORS - {"silenced"}
STAYS = {turn: turn for turn in ("draft", "changes_requested", "accepted", "published", "not_used", "taken_back")} | {
    "sent": "with_editor", "opened": "with_editor", "with a page": "accepted",
}  # fmt: skip
IN_HAND = {turn: STAYS[turn] for turn in ("draft", "changes_requested", "not_used")}
ACTS = {
    "save": Act(lambda by, story: actions.save_part(by=by, story=story, part=Part.STORY, words={"title": "Anew"}), WRITES, IN_HAND),
    "send": Act(
        lambda by, story: actions.send(by=by, story=story), WRITES, dict.fromkeys(("draft", "sent", "opened", "changes_requested", "not_used"), "with_editor")
    ),
    "recall": Act(lambda by, story: actions.recall(by=by, story=story), AUTHORS, IN_HAND | {"sent": "draft"}),
    "delete": Act(lambda by, story: actions.delete_draft(by=by, story=story), AUTHORS, {"draft": GONE}),
    "take back": Act(lambda by, story: actions.take_back(by=by, story=story), AUTHORS, {turn: "taken_back" for turn in TURNS if turn != "draft"}),
    "say yes": Act(
        lambda by, story: actions.say_yes(by=by, story=story, revision_id=revision(story)), AUTHORS, {"with a page": "accepted", "published": "published"}
    ),
    "say not yet": Act(
        lambda by, story: actions.say_not_yet(by=by, story=story, words="<p>Not 131.</p>"), WRITES, {"with a page": "accepted", "published": "published"}
    ),
    "end the yes": Act(lambda by, story: actions.say_not_yet(by=by, story=story, words=""), AUTHORS, {"with a page": "accepted", "published": "published"}),
    "open": Act(lambda by, story: actions.open_for(by=by, story=story), ROLES, STAYS),  # whoever cannot decide only looks
    "take in hand": Act(lambda by, story: actions.give_to(to=by, story=story), DECIDE, STAYS),
    "ask for changes": Act(
        lambda by, story: actions.request_changes(by=by, story=story, note="<p>Who?</p>"),
        DECIDE,
        dict.fromkeys(("sent", "opened", "accepted"), "changes_requested"),
    ),
    "accept": Act(lambda by, story: actions.accept(by=by, story=story), DECIDE, dict.fromkeys(("sent", "opened"), "accepted")),
    "decline": Act(
        lambda by, story: actions.decline(by=by, story=story, reason="Too long."), DECIDE, dict.fromkeys(("sent", "opened", "accepted", "with a page"), "not_used")
    ),
    "undo": Act(
        lambda by, story: actions.undo_decision(by=by, story=story),
        {"moderator"},  # who decided, in all of these
        dict.fromkeys(("changes_requested", "accepted", "not_used"), "with_editor"),
    ),
    "ask for the yes": Act(
        lambda by, story: actions.ask_for_the_yes(by=by, story=story, revision=story.page and story.page.latest_revision),
        DECIDE | {"editor"},
        {"with a page": "accepted", "published": "published"},
    ),
    "spelling only": Act(
        lambda by, story: actions.note_spelling_only(by=by, story=story, reason="Two commas."),
        DECIDE | {"editor"},
        {"with a page": NOT_AGREED, "published": "published"},
    ),
}


@pytest.fixture(scope="module")
def people(one_transaction) -> dict[str, User]:
    return {
        "author": build.a_member("Ana Ruiz"),
        "silenced": build.a_member("Lou Park"),
        "own moderator": build.a_story_moderator("Kit Dunn"),
        "moderator": build.a_story_moderator(),
        "administrator": build.an_administrator(),
        "member": build.a_member("Ben Okafor"),
        "editor": build.an_editor(),
    }


@pytest.fixture(scope="module")
def stories(people) -> dict[tuple[str, str], Submission]:
    """By author and turn. Lou is asked to pause only after writing."""
    made = {(author, turn): make(people[author], people["moderator"]) for author in AUTHORS for turn, make in TURNS.items()}
    people["silenced"].silenced_until = timezone.now() + timedelta(days=3)
    people["silenced"].save(update_fields=["silenced_until"])
    return made


def found(act: Act, by: User, story: Submission) -> str:
    """What comes of it; whatever it changed is taken back."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                act.do(by, tales.fresh(story))
            now = Submission.objects.filter(pk=story.pk).first()
            outcome = now.state if now else GONE
        except Overtaken as late:
            assert str(late).endswith((".", "here.")), "a sentence"
            outcome = LATE
        except PermissionDenied:
            outcome = REFUSED
        except NotAgreed:
            outcome = NOT_AGREED
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("name", ACTS)
def test_who_may_do_it_and_where_it_leads(name, people, stories):
    act = ACTS[name]
    cells = [(role, turn) for role in sorted(ROLES) for turn in TURNS]

    outcomes = {cell: found(act, people[cell[0]], stories[cell[0] if cell[0] in AUTHORS else "author", cell[1]]) for cell in cells}

    expected = {(role, turn): act.outcome(role, turn) for role, turn in cells}
    if name == "undo":  # an administrator may decide, but undoes no decision of another's
        expected |= {("administrator", turn): LATE for turn in TURNS}
    assert outcomes == expected


def test_the_table_knows_every_state():
    assert {*STAYS.values()} == {*StoryState.values}


# ---------------------------------------------------------------- beside the state


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


def acts_of(story: Submission) -> list[tuple[str, str]]:
    return [(step.state, step.act) for step in story.steps.all()]


def test_a_round_with_an_editor_is_written_down(ana, joan):
    story = tales.asked_to_change(ana, joan)

    actions.send(by=ana, story=story, reply="<p>The judge did.</p>")

    assert acts_of(story) == [("draft", ""), ("with_editor", ""), ("with_editor", "opened"), ("changes_requested", ""), ("with_editor", "")]
    assert [version.number for version in story.versions.all()] == [1, 2]
    assert [(note.by, note.version.number) for note in story.notes.all()] == [(joan, 1), (ana, 2)]


def test_a_second_press_sends_one_version(ana):
    story = tales.sent(ana)

    again = actions.send(by=ana, story=story)

    assert (story.versions.get(), story.versions.count()) == (again, 1)


def test_what_was_asked_back_is_sent_again_from_where_it_stood(ana, joan):
    story = tales.asked_to_change(ana, joan)
    actions.send(by=ana, story=story)

    actions.recall(by=ana, story=story)

    assert tales.fresh(story).state == "changes_requested"
    assert acts_of(story)[-1] == ("changes_requested", "recalled")
    actions.send(by=ana, story=story)
    assert tales.fresh(story).versions.count() == 3


def test_the_first_to_open_has_it_in_hand(ana, joan):
    story = tales.sent(ana)

    actions.open_for(by=joan, story=story)
    actions.open_for(by=build.a_story_moderator("Lee Hart"), story=story)

    assert tales.fresh(story).editor == joan
    assert acts_of(story)[-1] == ("with_editor", "opened") and len(acts_of(story)) == 3


def test_undoing_takes_the_note_with_it(ana, joan):
    story = tales.asked_to_change(ana, joan)

    actions.undo_decision(by=joan, story=story)

    assert not story.notes.exists()
    assert acts_of(story)[-1] == ("with_editor", "undone")


def test_nothing_is_undone_after_the_author_went_on(ana, joan):
    story = tales.asked_to_change(ana, joan)
    actions.send(by=ana, story=story)

    with pytest.raises(Overtaken):
        actions.undo_decision(by=joan, story=story)


# ---------------------------------------------------------------- an author who is not there any more


@pytest.mark.parametrize("gone", [{"is_active": False}, {"is_active": False, "erased_at": timezone.now()}], ids=["inactive", "erased"])
def test_nobody_waits_for_an_author_who_left(ana, joan, gone):
    waiting, ready = tales.sent(ana), tales.with_a_page(ana, joan)
    User.objects.filter(pk=ana.pk).update(**gone)

    for act in (
        lambda: actions.request_changes(by=joan, story=waiting, note="<p>Who?</p>"),
        lambda: actions.accept(by=joan, story=waiting),
        lambda: actions.ask_for_the_yes(by=joan, story=ready, revision=ready.page.latest_revision),
    ):
        with pytest.raises(Overtaken, match="closed their account"):
            act()
    actions.decline(by=joan, story=waiting, reason="The author left.")
    assert tales.fresh(waiting).state == "not_used"


def test_an_account_closed_a_moment_ago_does_nothing_more(ana, joan):
    story = tales.with_a_page(ana, joan)
    User.objects.filter(pk=ana.pk).update(is_active=False)

    for act in (
        lambda: actions.take_back(by=ana, story=story),
        lambda: actions.say_yes(by=ana, story=story, revision_id=revision(story)),
        lambda: actions.send(by=ana, story=story),
    ):
        with pytest.raises(Overtaken, match="account was closed"):
            act()
