"""What is found, in which order, and how far a search looks. Both databases answer alike."""

import pytest
from django.db import connection
from wagtail.models import Locale, Page

from forum.discussions import actions
from guide.search import finding, in_postgresql
from guide.search.finding import Narrowed, a_plainer_word, did_you_mean
from guide.search.models import Kind, Synonym
from guide.search.wishes import read_wish
from tests import build
from tests.guide.search.reading import look, the_worker_reads, titles

pytestmark = pytest.mark.django_db

HOSTILE = [
    '"', "'", '"*"', "*", "a*", "NEAR(doors, 2)", "title:doors", "doors AND", "NOT doors", "(doors", "doors & | ! <-> :*", "\\", "a\\'b", "doors\x00", "{marks} : kquestion",
    "' OR 1=1; DROP TABLE search_entry; --", "ก็ हिन्दी 漢字 🚌 ⅷ ½", "\u202edoors", "=kreply", "a" * 10_000, "doors " * 2_000, "-" * 500, "a-" * 3_000, "\ud800", "%s %(a)s",
    '"doors', 'doors"', '""', '"" doors', '"the of"', '"doors keys" "', '"a-b-c" "d', "“doors” keys«", '"' * 199, '"doors "saturday" on"', '"doors & <-> !keys"', '"' + "doors keys " * 15 + '"', "\"doors' OR 1=1 --\"", '"after-school-doors program"', '"\\"', '"\ud800 doors"',
]  # fmt: skip


@pytest.fixture
def doors(ana, ben):
    question = build.a_question(ana, title="Who unlocks the doors on Saturday?", body="<p>We have no custodian.</p>")
    build.a_reply(question, ben, body="<p>Ask the librarian: she has keys to all doors.</p>")
    build.a_reply(question, ben, body="<p>The doors again.</p>")
    the_worker_reads()
    return question


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_is_a_search_or_none(doors, typed):
    finds = look(typed)

    assert finds.number("") <= 20
    did_you_mean(finds, language="en"), a_plainer_word(finds, language="en")


def test_a_question_and_its_replies_are_found_as_one(doors):
    assert titles("doors") == ["Who unlocks the doors on Saturday?"]
    assert look("doors").number("question") == 1


def test_every_word_must_be_there_the_title_of_the_question_counts_for_its_replies(doors):
    assert look("saturday librarian").number("") == 1
    assert look("custodian librarian").number("") == 0


def test_a_title_weighs_more_than_a_text(ana):
    build.a_milestone("Something Else", body=[("prompt", {"heading": "Talk it over", "body": "<p>Money, and how to find the money.</p>"})])
    build.a_milestone("Find the Money", body=[])
    the_worker_reads()

    assert titles("money") == ["Find the money", "Talk it over"]


def test_synonyms_find_each_other(ana):
    build.a_question(ana, title="Is a memorandum of understanding worth it?")
    build.a_question(ana, title="Who drives the van?")
    Synonym.objects.create(words="van, minibus")
    the_worker_reads()

    assert titles("MOU") == ["Is a memorandum of understanding worth it?"]
    assert titles("the minibus") == ["Who drives the van?"]


@pytest.mark.parametrize("typed", ["roll-out", "rollout", "Roll out", "ROLL-OUT"])
def test_roll_out_is_found_however_it_is_written(ana, typed):
    build.a_question(ana, title="When does the roll-out begin?")
    build.a_question(ana, title="Our rollout failed")
    the_worker_reads()

    assert sorted(titles(typed)) == ["Our rollout failed", "When does the roll-out begin?"]


def test_a_search_is_narrowed_to_a_stage_a_milestone_and_answered_questions(ana, ben):
    one, two = build.a_milestone("One"), build.a_milestone("Two", stage=build.a_stage("Develop", number=2))
    here, there = build.a_question(ana, on=one, title="A bus here?"), build.a_question(ana, on=two, title="A bus there?")
    actions.choose_answer(by=ana, question=there, reply=build.a_reply(there, ben, body="<p>By bus.</p>"), instead_of=None)
    the_worker_reads()

    assert titles("bus", narrowed=Narrowed((one.translation_key,))) == [here.title]
    assert titles("bus", narrowed=Narrowed((two.get_parent().translation_key,))) == [there.title]
    assert titles("bus", narrowed=Narrowed(answered=True)) == [there.title]
    actions.take_back_the_choice(by=ana, question=there, reply=there.replies.get())
    the_worker_reads()
    assert titles("bus", narrowed=Narrowed(answered=True)) == []


def test_a_question_that_moves_is_found_at_its_new_place(ana):
    one, two = build.a_milestone("One"), build.a_milestone("Two")
    question = build.a_question(ana, on=one, title="A bus here?")
    the_worker_reads()

    actions.move_question(question=question, page=two)
    the_worker_reads()

    assert [titles("bus", narrowed=Narrowed((page.translation_key,))) for page in (one, two)] == [[], ["A bus here?"]]


def small_shelves(monkeypatch, *bits: int) -> None:
    monkeypatch.setattr(finding, "PLENTY", 1)
    monkeypatch.setattr(finding, "WIDER", 2)
    for module in (finding, in_postgresql):
        monkeypatch.setattr(module, "SHELVES", bits)


def test_a_common_word_is_looked_for_on_the_newest_shelves_and_a_rare_one_everywhere(ana, monkeypatch):
    small_shelves(monkeypatch, 2, 4, 9)
    asked = [build.a_question(ana, on=build.the_home(), title=f"A bus for number{number}?") for number in range(40)]
    the_worker_reads()

    common = titles("bus", most=5)

    assert len(common) == 5 and set(common) <= {question.title for question in asked[-32:]}
    assert look("bus", most=5).has_more("question")
    assert titles("number3", most=5) == [asked[3].title]
    assert not look("number3", most=5).has_more("question")


def test_shelves_are_widened_until_there_is_enough(ana, monkeypatch):
    """Words that the counts take to be everywhere may all be old."""
    small_shelves(monkeypatch, 2, 4)
    for number in range(60):
        build.a_question(ana, on=build.the_home(), title="A bus?" if number < 30 else "A train?")
    the_worker_reads()

    assert len(titles("bus", most=8)) == 8


def test_a_narrowed_search_looks_far_enough_at_once(ana, monkeypatch, django_assert_num_queries):
    small_shelves(monkeypatch, 2, 4)
    old, new = build.a_milestone("Old"), build.a_milestone("New")
    for number in range(40):
        build.a_question(ana, on=old if number < 6 else new, title=f"A bus for number{number}?")
    the_worker_reads()
    wish = read_wish("bus", "en")

    with django_assert_num_queries(1 + (1 if connection.vendor == "postgresql" else len(Kind))):
        finds = finding.search(wish, language="en", narrowed=Narrowed((old.translation_key,)), most=4)

    assert finds.number("question") == 4


def test_words_that_stand_nowhere_are_spelled_otherwise(doors):
    build.a_question(doors.author, title="Do principals need money for the collaboration?")
    the_worker_reads()

    assert did_you_mean(look("principels"), language="en").typed == "principals"
    both = did_you_mean(look("the principels and the mony"), language="en")
    assert (both.typed, both.number, both.more) == ("the principals and the money", 1, False)
    assert did_you_mean(look("xylophone"), language="en") is None


def test_of_several_words_the_plainest_is_offered(doors):
    assert a_plainer_word(look("doors ledger"), language="en").typed == "doors"
    assert a_plainer_word(look("ledger"), language="en") is None


@pytest.fixture
def partners(ana):
    for title in ["Who is our lead partner?", "Can a partner take the lead?", "Does the partner lead?"]:
        build.a_question(ana, title=title)
    the_worker_reads()


@pytest.mark.parametrize("typed", ['"lead partner"', "“Lead Partners”", '"the lead partner" our', "«lead partner»"])
def test_words_in_quotation_marks_stand_side_by_side(partners, typed):
    assert titles(typed) == ["Who is our lead partner?"]


@pytest.mark.parametrize("typed", ["lead partner", '"lead partner', 'lead partner"', '"lead" "partner"'])
def test_without_a_second_mark_they_are_words(partners, typed):
    assert look(typed).number("") == 3


def test_a_row_does_not_run_from_the_title_into_the_text(ana):
    build.a_question(ana, title="Who takes the lead?", body="<p>Partner or school?</p>")
    the_worker_reads()

    assert titles('"lead partner"') == []
    assert titles('"partner or school"') == ["Who takes the lead?"]


@pytest.mark.parametrize("typed", ['"after school program"', '"after-school program"'])
def test_a_row_is_found_with_hyphens_and_without(ana, typed):
    written = ["An after school program?", "An after-school program?", "An afterschool program?"]
    for title in [*written, "A program after school?"]:
        build.a_question(ana, title=title)
    the_worker_reads()

    assert sorted(titles(typed)) == written


def test_a_quoted_word_is_looked_for_without_its_synonyms(ana):
    build.a_question(ana, title="Is a memorandum worth it?")
    the_worker_reads()

    assert titles("MOU") == ["Is a memorandum worth it?"]
    assert titles('"MOU"') == []


def test_a_row_of_common_words_is_looked_for_only_so_far(ana, monkeypatch):
    small_shelves(monkeypatch, 2, 4)
    monkeypatch.setattr(finding, "READ_FOR_A_ROW", 8)
    for number in range(40):
        build.a_question(ana, on=build.the_home(), title="A bus lane?" if number < 4 else "A lane for the bus?")
    the_worker_reads()

    assert titles('"bus lane"', most=2) == []
    assert not look('"bus lane"', most=2).has_more("")
    monkeypatch.setattr(finding, "READ_FOR_A_ROW", 1_000)
    assert titles('"bus lane"', most=2) == ["A bus lane?"] * 2


def test_without_marks_is_offered_when_no_row_is_found(partners):
    finds = look('"take partner"')

    assert finds.number("") == 0
    instead = a_plainer_word(finds, language="en")
    assert (instead.typed, instead.number) == ("take partner", 1)


def test_at_most_eight_words_are_looked_for():
    assert len(read_wish(" ".join(f"word{number}" for number in range(50)), "en").terms) == 8


def test_a_page_is_found_in_the_readers_language_or_as_it_is_until_it_is_translated(ana):
    page = build.a_milestone("Find the Zeppelin", body=[])
    the_worker_reads()
    assert titles("zeppelin", language="es") == ["Find the zeppelin"]

    spanish = Locale.objects.get_or_create(language_code="es")[0]
    translated = page.copy_for_translation(spanish, copy_parents=True)
    translated.title = "Encuentren el zeppelin"
    translated.save_revision().publish()
    the_worker_reads()
    assert titles("zeppelin", language="es") == ["Encuentren el zeppelin"]
    assert titles("zeppelin", language="en") == ["Find the zeppelin"]

    Page.objects.get(pk=translated.pk).unpublish()
    the_worker_reads()
    assert titles("zeppelin", language="es") == ["Find the zeppelin"]
