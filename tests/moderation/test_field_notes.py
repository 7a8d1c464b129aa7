"""An answer becomes a note in the guide: asked for by staff, agreed to by whoever wrote it, published by editors."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Page

from forum.discussions import actions as discussions
from forum.history import actions as history
from guide.field_notes.actions import NotDone, agree
from guide.field_notes.models import FieldNote
from guide.search.models import Entry
from guide.search.writing import index_waiting
from moderation.models import Act, Decision
from tests import build
from tests.build import fresh
from tests.moderation.conftest import acts, letters_to
from tests.reading import read, words

YES = {"yes": "1", "words": "One list in the hall.", "credit": "full", "uses": ["training"]}


@pytest.fixture
def milestone(db):
    return build.a_milestone()


@pytest.fixture
def answered(ana, ben, milestone):
    """Ana's question on a milestone, and Ben's chosen answer."""
    asked = build.a_question(ana, on=milestone, passage=milestone.body[0].id)
    reply = build.a_reply(asked, ben, body="<p>One list in the hall. First come, first served.</p>")
    discussions.choose_answer(by=ana, question=asked, reply=reply, instead_of=None)
    return fresh(asked)


@pytest.fixture
def note(answered, client_of, sam) -> FieldNote:
    client_of(sam).post(f"/desk/questions/{answered.pk}/field-note/", {"words": "One list in the hall.", "passage": answered.passage})
    return FieldNote.objects.get()


def mine(note: FieldNote) -> str:
    return f"/my/field-notes/{note.pk}/"


def published(note: FieldNote) -> str:
    """As an editor publishes the draft that waits; the address of its page."""
    page = Page.objects.get(pk=note.page_id).specific
    page.get_latest_revision().publish()
    return fresh(page).specific.address


def notes_on(address: str) -> list[str]:
    return [words(one) for one in read(address).select("[id^=field-note]")]


def test_an_answer_becomes_a_note_and_both_lead_to_each_other(note, answered, client_of, ben):
    asked = letters_to(ben)
    client_of(ben).post(mine(note), YES)
    before = notes_on(fresh(note.page).specific.address)
    address = published(note)

    assert "field-note" in asked and before == []
    assert [said.startswith("Field note") and "One list in the hall. Ben Okafor" in said for said in notes_on(address)] == [True], notes_on(address)
    assert read(address).select_one("[id^=field-note] a")["href"] == answered.answer.get_absolute_url()
    assert [link["href"] for link in read(answered.get_absolute_url()).select("article ~ section .notice a")] == [address]
    page = fresh(note.page).specific
    assert [block.block_type for block in page.body] == ["prompt", "field_note", "prompt"]
    assert acts() == [Act.ASKED_FOR_NOTE]


def test_taken_back_it_stands_nowhere_and_is_not_found(note, client_of, ben):
    client_of(ben).post(mine(note), YES)
    address = published(note)
    index_waiting()
    found = Entry.objects.filter(title="Field note").count()
    client_of(ben).post(mine(note), {"take_back": "1"})
    left = Entry.objects.filter(page_id=note.page_id).count()
    index_waiting()

    assert (found, left) == (1, 0)
    assert notes_on(address) == [] and not Entry.objects.filter(title="Field note").exists()
    assert Entry.objects.filter(page_id=note.page_id).exists()
    assert [one.withdrawn_at is not None for one in fresh(note).consents.all()] == [True]
    assert client_of(ben).post(mine(note), {"take_back": "1"}).status_code == 409


@pytest.mark.parametrize(("presses", "state"), [([{"no": "1"}], "declined"), ([YES, {"take_back": "1"}], "ended")])
def test_no_is_an_answer_and_nobody_asks_again(note, answered, client_of, ben, sam, presses, state):
    for press in presses:
        client_of(ben).post(mine(note), press)
    again = client_of(sam).post(f"/desk/questions/{answered.pk}/field-note/", {"words": "Please."})

    assert (fresh(note).state, again.status_code, FieldNote.objects.count()) == (state, 409, 1)


def test_nobody_else_finds_the_page_and_nobody_asks_themselves(note, answered, client_of, ana, ben, sam):
    statuses = [client_of(who).get(mine(note)).status_code for who in (ana, sam, ben)]
    with pytest.raises(NotDone):  # nor by any other way
        agree(note, by=ana, words="Not mine.", credit_line="Ana Ruiz")
    ben.groups.set(sam.groups.all())

    assert statuses == [404, 404, 200]
    FieldNote.objects.all().delete()
    assert client_of(ben).post(f"/desk/questions/{answered.pk}/field-note/", {"words": "x"}).status_code == 403
    assert client_of(ana).get(f"/desk/questions/{answered.pk}/field-note/").status_code == 403


def test_what_is_missing_is_said_and_nothing_typed_is_lost(note, client_of, ben):
    answer = client_of(ben).post(mine(note), YES | {"credit": "", "words": "My own words."})

    assert answer.status_code == 422 and "My own words." in answer.content.decode()
    assert fresh(note).state == "asked"


def test_an_edit_flags_it_and_the_note_stays_until_staff_settle_it(note, answered, client_of, ben, sam):
    client_of(ben).post(mine(note), YES)
    address = published(note)
    history.edit(by=ben, post=answered.answer, body="<p>Two lists.</p>")
    flagged = fresh(note).flagged_why
    listed = read("/desk/field-notes/", client_of(sam)).select("[aria-labelledby=again] li")
    shown = read(f"/desk/field-notes/{note.pk}/", client_of(sam))
    client_of(sam).post(f"/desk/field-notes/{note.pk}/", {"act": "keep", "reason": "Still true."})

    assert (flagged, len(listed), len(notes_on(address))) == ("changed", 1, 1)
    assert "Two lists." in words(shown.select(".diff__col")[1]) and "Ben Okafor" not in shown.select_one("h2 ~ p").text
    assert fresh(note).flagged_at is None
    assert [one.reason for one in Decision.objects.filter(act=Act.KEPT_NOTE)] == ["Still true."]
    client_of(sam).post(f"/desk/field-notes/{note.pk}/", {"act": "take-off", "reason": "Out of date."})
    assert notes_on(address) == []


def test_it_goes_and_comes_with_its_answer(note, answered, client_of, ben):
    client_of(ben).post(mine(note), YES)
    address = published(note)
    discussions.take_away(answered.answer, to="hidden", expected=("visible",))
    away = notes_on(address)
    discussions.show(answered.answer, expected=("hidden",))

    assert (away, len(notes_on(address)), fresh(note).flagged_why) == ([], 1, "came_back")
    discussions.take_away(fresh(answered), to="hidden", expected=("visible",))
    assert notes_on(address) == []


def test_a_yes_while_the_answer_is_away_puts_it_nowhere(note, answered, client_of, ben):
    discussions.take_away(answered.answer, to="hidden", expected=("visible",))
    client_of(ben).post(mine(note), YES)
    address = published(note)
    away = notes_on(address)
    discussions.show(answered.answer, expected=("hidden",))

    assert (away, len(notes_on(address)), fresh(note).flagged_why) == ([], 1, "came_back")


def test_what_changed_while_its_author_was_asked_is_looked_at_again(note, answered, client_of, ben, sam):
    history.edit(by=ben, post=answered.answer, body="<p>Two lists.</p>")
    asked = words(read(f"/desk/field-notes/{note.pk}/", client_of(sam)))
    client_of(ben).post(mine(note), YES)

    assert "something else by now" not in asked
    assert FieldNote.objects.flagged().get().flagged_why == "changed"


def test_an_alias_is_offered_no_name(ana, sam, client_of, milestone):
    asked = build.a_question(ana, on=milestone, without_name=True)
    reply = build.a_reply(asked, ana)
    discussions.choose_answer(by=ana, question=asked, reply=reply, instead_of=None)
    made = client_of(sam).post(f"/desk/questions/{asked.pk}/field-note/", {"words": "Found it."}, follow=True)
    note = FieldNote.objects.get()
    page = client_of(ana).get(mine(note)).content.decode()
    named = client_of(ana).post(mine(note), YES)

    assert "Ana Ruiz" not in made.content.decode() and 'value="full"' not in page and 'value="none"' in page
    assert named.status_code == 422 and fresh(note).state == "asked"


def test_a_page_costs_as_much_with_three_notes_as_with_one(note, client_of, ben, milestone, django_assert_max_num_queries):
    client_of(ben).post(mine(note), YES)
    address = published(note)
    more = [FieldNote.objects.create(answer=900 + n, address="/", person=ben, asked_by=ben, asked_words="x", words="Another.", state="agreed") for n in range(2)]

    def cost() -> int:
        Client().get(address)
        with django_assert_max_num_queries(12) as asked:
            Client().get(f"{address}?again=1")
        return len(asked)

    one = cost()
    page = fresh(milestone)
    page.body.extend(("field_note", each) for each in more)
    page.save_revision().publish()

    assert (cost(), len(notes_on(address))) == (one, 3)


def test_editors_choose_only_what_was_agreed_to(note, client_of, ben, eve):
    url = "/cms/field_note_chooser/results/"
    before = client_of(eve).get(url).content.decode()
    client_of(ben).post(mine(note), YES)

    assert "One list" not in before and "One list" in client_of(eve).get(url).content.decode()
    assert client_of(eve).get(f"/cms/pages/{note.page_id}/edit/").status_code == 200


def test_two_editors_at_once_ask_once(note, answered, client_of, eve):
    second = client_of(eve).post(f"/desk/questions/{answered.pk}/field-note/", {"words": "The same."})

    assert (second.status_code, FieldNote.objects.count()) == (409, 1)


def test_the_words_proposed_leave_out_what_was_quoted_and_its_name(answered, client_of, sam):
    body = "<blockquote><p>Eve Stone</p><p>Who prints it?</p></blockquote><p>One list in the hall.</p>"
    type(answered.answer).objects.filter(pk=answered.answer_id).update(body=body)

    proposed = read(f"/desk/questions/{answered.pk}/field-note/", client_of(sam)).select_one("textarea").text

    assert proposed.strip() == "One list in the hall."
