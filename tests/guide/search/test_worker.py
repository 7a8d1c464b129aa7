"""The worker reads what was marked: once, again after a fall, and everything when asked to."""

import pytest
from django.core.management import CommandError, call_command

from guide.search import writing
from guide.search.models import Asked, Entry, Mark, Vocable
from guide.search.rooms import Room, add_room
from guide.search.vocabulary import NEWEST, how_common
from guide.search.writing import TRIES, index_waiting
from tests import build
from tests.guide.search.reading import the_worker_reads, titles

pytestmark = pytest.mark.django_db


def state() -> tuple[list, dict]:
    entries = sorted(Entry.objects.values_list("source", "part", "title", "text", "marks"))
    return entries, {word: number for word, number in Vocable.objects.values_list("form", "entries") if number}


@pytest.fixture
def field(ana, ben):
    question = build.a_question(ana)
    build.a_reply(question, ben)
    build.a_story(milestones=[question.page])
    call_command("index_search", verbosity=0)


def test_reading_everything_again_changes_nothing(field):
    before = state()

    call_command("index_search", verbosity=0)
    call_command("index_search", verbosity=0)

    assert state() == before
    assert Mark.objects.count() == 0


def test_the_command_writes_what_is_missing_and_takes_out_what_is_too_much(field):
    before = state()
    Entry.objects.filter(kind="reply").delete()
    Entry.objects.create(source="page:999999", kind="guide", title="Gone", language="en")

    call_command("index_search", verbosity=0)

    assert state() == before


def test_a_run_that_is_killed_goes_on_where_it_was(field, monkeypatch):
    before = state()
    Entry.objects.all().delete()
    read, done = writing.index, []

    def killed(source: str) -> int:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(source)
        return read(source)

    monkeypatch.setattr(writing, "index", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("index_search", verbosity=0)
    monkeypatch.setattr(writing, "index", read)
    assert 0 < Entry.objects.count() < len(before[0])

    call_command("index_search", verbosity=0)

    assert state() == before


def test_what_cannot_be_read_keeps_nothing_else_from_being_found(ana):
    def broken(number: int) -> list:
        raise ValueError("a page like no other")

    add_room(Room("broken", read=broken))
    Mark.objects.create(source="broken:1")
    build.a_question(ana, title="Who has a zeppelin?")

    the_worker_reads()

    assert titles("zeppelin") == ["Who has a zeppelin?"]
    assert list(Mark.objects.values_list("source", "tries")) == [("broken:1", TRIES)]
    with pytest.raises(CommandError, match="1 could not be read"):
        call_command("index_search", verbosity=0)


def test_a_mark_of_a_room_that_is_gone_is_let_go():
    Mark.objects.bulk_create([Mark(source="nobody:1"), Mark(source="page:999999"), Mark(source="page:x")])

    the_worker_reads()

    assert Mark.objects.count() == Entry.objects.count() == 0


def test_words_are_counted_by_entries(ana):
    build.a_question(ana, title="A bus, two buses and a bus", body="<p>Bus!</p>")
    build.a_question(ana, title="No bus")
    the_worker_reads()

    newest = Entry.objects.latest("pk").pk
    assert how_common(["bus", "=question", "train"]) == {"bus": 2 + 1, "=question": 2, NEWEST: newest}  # each form once: bus, buses


def test_the_same_mark_twice_is_read_once(ana, monkeypatch):
    build.a_question(ana)
    Mark.objects.create(source=Mark.objects.last().source)
    read = []
    monkeypatch.setattr(writing, "index", read.append)

    assert index_waiting() == len(read) + 1


def test_old_searches_are_forgotten(monkeypatch):
    monkeypatch.setattr(writing, "KEPT_A_DAY", 2)
    today = writing.timezone.localdate()
    for number in range(4):
        Asked.objects.create(on=today, words=f"word {number}", times=number)
    Asked.objects.create(on=today - 2 * writing.KEPT_FOR, words="long ago", times=99)

    writing.forget_old_searches()

    assert sorted(Asked.objects.values_list("words", flat=True)) == ["word 2", "word 3"]
