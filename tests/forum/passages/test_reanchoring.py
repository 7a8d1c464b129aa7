"""Questions about passages while editors publish: through the CMS's own way of publishing, the worker, and the pages that readers see."""

from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from forum.discussions import actions, joining
from forum.discussions.models import Question, Tally
from forum.discussions.reanchoring import follow_the_words, look_over
from forum.passages.finding import EARLIER, of_passage, of_words
from forum.passages.models import Anchor, PageToLookOver
from forum.passages.text import read_passages
from guide.importing.filling import with_ids
from tests import build
from tests.forum.discussions.field import assert_every_count_is_true
from tests.forum.discussions.words import text_of
from tests.forum.passages.editing import Editor, stands_in
from tests.guide.test_languages import in_spanish
from tests.racing import at_once

HEADINGS = ["Bring principals in early", "Reach out"]
WORDS = "What to do about bring principals"  # of the first passage's text


@pytest.fixture
def milestone(db) -> Page:
    return build.a_milestone(prompts=HEADINGS)


def asked(by, page: Page, words: str = "", *, place: int = 0) -> Question:
    page = build.fresh(page)
    passage = read_passages(page)[place]
    wording = of_words(passage, words, page.locale.language_code) if words else of_passage(passage, page.locale.language_code)
    return build.a_question(by, on=page, wording=wording, heading=passage.heading)


def blocks_of(page: Page) -> list[dict]:
    return [dict(block) for block in build.fresh(page).body.raw_data]


def publish(page: Page, blocks: list[dict]) -> None:
    """As an editor does, and the worker after them."""
    page = build.fresh(page)
    page.body = json.dumps(blocks)
    page.save_revision().publish()
    follow_the_words()


def rewrite(page: Page, *, heading: str = "Budgets", body: str = "<p>Who pays for the buses.</p>", place: int = 0) -> None:
    blocks = blocks_of(page)
    blocks[place]["value"] = {"heading": heading, "body": body}
    publish(page, blocks)


def tallies(page: Page) -> dict[str, int]:
    return dict(Tally.objects.filter(page_key=page.translation_key, questions__gt=0).values_list("passage", "questions"))


# ---------------------------------------------------------------- words that go and come


def test_words_that_go_take_their_questions_under_earlier_wording_and_back(ana, milestone):
    named, whole, other = asked(ana, milestone, WORDS), asked(ana, milestone), asked(ana, milestone, place=1)
    first = build.fresh(milestone).latest_revision
    block, next_block = (one.id for one in milestone.body)
    assert tallies(milestone) == {"": 3, block: 2, next_block: 1}

    rewrite(milestone)

    assert [build.fresh(one).passage for one in (named, whole, other)] == [EARLIER, EARLIER, next_block]
    assert tallies(milestone) == {"": 3, EARLIER: 2, next_block: 1}
    assert_every_count_is_true()

    first.publish()
    follow_the_words()

    assert tallies(milestone) == {"": 3, block: 2, next_block: 1}
    assert_every_count_is_true()


def test_a_passage_that_is_cut_out_and_pasted_takes_its_questions_along(ana, milestone):
    named, whole = asked(ana, milestone, WORDS), asked(ana, milestone)
    blocks = blocks_of(milestone)[::-1]
    blocks[1]["id"] = "pasted"

    publish(milestone, blocks)

    assert [build.fresh(one).passage for one in (named, whole)] == ["pasted", "pasted"]
    assert tallies(milestone) == {"": 2, "pasted": 2}


def test_an_import_keeps_questions_at_their_headings(ana, milestone):
    question = asked(ana, milestone)
    drafted = [("prompt", {"heading": one, "body": "<p>The Coalition’s own words.</p>"}) for one in HEADINGS[::-1]]

    publish(milestone, with_ids(drafted, blocks_of(milestone), "milestone"))

    assert build.fresh(question).passage == milestone.body[0].id


def test_questions_from_before_words_were_kept_are_known_by_their_heading(ana, milestone):
    old = build.a_question(ana, on=milestone, passage=milestone.body[0].id, heading=HEADINGS[0])
    Anchor.objects.all().delete()

    rewrite(milestone, heading=HEADINGS[0])
    assert build.fresh(old).passage == milestone.body[0].id
    rewrite(milestone, body="<p>All is new here.</p>")
    assert build.fresh(old).passage == EARLIER


def test_a_question_that_waits_for_review_moves_without_being_counted(newcomer, milestone):
    question = asked(newcomer, milestone)

    rewrite(milestone)

    assert (question.state, build.fresh(question).passage, tallies(milestone)) == ("waiting", EARLIER, {})


def test_a_question_about_the_page_as_a_whole_stays(ana, milestone):
    question = build.a_question(ana, on=milestone)

    rewrite(milestone)

    assert build.fresh(question).passage == ""


def test_a_page_off_the_site_or_moved_leaves_its_questions_where_they_stood(ana, milestone):
    question, block = asked(ana, milestone), milestone.body[0].id

    build.fresh(milestone).unpublish()
    look_over(milestone.translation_key)
    assert build.fresh(question).passage == block
    build.fresh(milestone).move(build.a_stage("Another", number=2), pos="last-child")
    look_over(milestone.translation_key)
    assert build.fresh(question).passage == block
    rewrite(milestone)
    assert build.fresh(question).passage == EARLIER


def test_a_deleted_page_takes_no_words_along(ana, milestone):
    question = asked(ana, milestone)

    build.fresh(milestone).delete()
    follow_the_words()

    question.refresh_from_db()
    assert (question.page, question.passage, question.passage_heading) == (Page.objects.get(pk=build.the_home().pk), "", HEADINGS[0])
    assert_every_count_is_true()


def test_each_language_keeps_its_own_words(ana, milestone):
    for page in (build.the_home(), build.a_part(3), build.a_stage()):
        in_spanish(page, f"{page.title} (es)")
    spanish = in_spanish(milestone, "Ampliar el liderazgo")
    rewrite(spanish, heading="Incluya a los directores", body="<p>Una hora, una visita y una opinión.</p>")
    english, translated = asked(ana, milestone, WORDS), asked(ana, spanish, "una visita y una opinión")
    block = milestone.body[0].id

    rewrite(milestone)
    assert [build.fresh(one).passage for one in (english, translated)] == [EARLIER, block]
    rewrite(spanish, heading="Presupuestos", body="<p>Quién paga los autobuses.</p>")
    assert build.fresh(translated).passage == EARLIER
    assert tallies(milestone) == {"": 2, EARLIER: 2}


# ---------------------------------------------------------------- moved, joined, divided


def test_staff_put_a_question_at_another_passage_and_its_words_are_kept(ana, milestone):
    question, there = asked(ana, milestone, WORDS), milestone.body[1].id

    actions.move_question(question=question, page=milestone, passage=there, heading=HEADINGS[1])
    follow_the_words()

    anchor = Anchor.objects.get()
    assert (build.fresh(question).passage, anchor.words, anchor.quote, anchor.wording.whole) == (there, WORDS, HEADINGS[1], True)
    rewrite(milestone, place=1)
    assert build.fresh(question).passage == EARLIER
    actions.move_question(question=question, page=milestone, passage=milestone.body[0].id, heading=HEADINGS[0])
    assert Anchor.objects.get().quote == WORDS
    assert_every_count_is_true()


def test_a_question_on_another_page_follows_its_old_words_no_more(ana, milestone):
    question = asked(ana, milestone, WORDS)

    actions.move_question(question=question, page=build.a_milestone("Share the work"))
    rewrite(milestone)

    assert (build.fresh(question).passage, tallies(milestone)) == ("", {})


def test_a_joined_question_keeps_its_place_for_the_day_it_is_separated(ana, milestone):
    host, question = build.a_question(ana, on=milestone), asked(ana, milestone, WORDS)
    at = timezone.now()
    joining.join(question, to=host, at=at)

    rewrite(milestone)
    assert tallies(milestone) == {"": 1}
    joining.separate(question, at=at)

    assert (build.fresh(question).passage, tallies(milestone)) == (EARLIER, {"": 2, EARLIER: 1})
    assert_every_count_is_true()


def test_the_desk_shows_earlier_wording_and_keeps_or_ends_it(ana, sam, client_of, milestone):
    question, client = asked(ana, milestone, WORDS), client_of(sam)
    rewrite(milestone)
    address = f"/desk/questions/{question.pk}/place/"
    assert f"Asked about wording that has changed since: {WORDS}" in text_of(client.get(f"/desk/questions/{question.pk}/"))
    assert "Earlier wording, where it stands now" in text_of(client.get(address))

    client.post(address, {"page": milestone.pk, "passage": EARLIER, "words": "Its words may come back."})
    follow_the_words()
    assert (build.fresh(question).passage, Anchor.objects.get().quote) == (EARLIER, WORDS)
    client.post(address, {"page": milestone.pk, "passage": milestone.body[0].id, "words": "The new words say the same."})
    follow_the_words()

    assert (build.fresh(question).passage, build.fresh(question).passage_heading, Anchor.objects.get().words) == (milestone.body[0].id, "Budgets", WORDS)
    assert_every_count_is_true()


def test_asking_marks_no_page_that_is_held_while_it_is_asked_on(ana, milestone):
    PageToLookOver.objects.all().delete()

    asked(ana, milestone, WORDS)

    assert not PageToLookOver.objects.exists()


# ---------------------------------------------------------------- what readers see


def test_the_page_shows_what_was_asked_about_earlier_wording_with_the_words_of_then(ana, client, milestone):
    asked(ana, milestone, WORDS)
    assert "About earlier wording" not in text_of(client.get(milestone.url))

    rewrite(milestone)

    shown = text_of(client.get(milestone.url))
    assert "About earlier wording (1)" in shown and f"The words then: {WORDS}" in shown


def test_the_question_shows_the_words_it_is_about_and_whether_they_are_gone(ana, client, milestone):
    question = asked(ana, milestone, WORDS)
    before = client.get(question.get_absolute_url())

    rewrite(milestone)

    assert f"Asked about the passage {HEADINGS[0]} {WORDS}" in text_of(before)
    assert f'href="{milestone.url}#passage-{milestone.body[0].id}"' in before.content.decode()
    assert f"Asked about wording that has changed since: {WORDS}" in text_of(client.get(question.get_absolute_url()))


def test_earlier_wording_costs_a_page_one_query_however_many(ana, milestone):
    asked(ana, milestone, place=1)
    without = queries_of(milestone)

    asked(ana, milestone, WORDS)
    rewrite(milestone)
    with_one = queries_of(milestone)
    for _ in range(2):
        asked(ana, milestone)
    rewrite(milestone, heading="Buses", body="<p>None.</p>")

    assert (with_one, queries_of(milestone)) == (without + 1, with_one)


def queries_of(page: Page) -> int:
    Client().get(page.url)
    actions.something_changed()
    with CaptureQueriesContext(connection) as asked_for:
        Client().get(page.url)
    return len(asked_for)


# ---------------------------------------------------------------- any edits, at any time, many questions


def test_real_edits_keep_every_count_and_every_question(ana, milestone):
    editor = Editor(3)
    publish(milestone, editor.blocks)
    passages = read_passages(build.fresh(milestone))
    questions = [asked(ana, milestone, words, place=place) for place in range(len(passages)) for words in ("", passages[place].lines[2])]

    for _ in range(12):
        editor.edit()
        publish(milestone, editor.blocks)

    blocks = {block["id"]: block for block in editor.blocks}
    for question in Question.objects.filter(pk__in=[one.pk for one in questions]):
        words = Anchor.objects.get(pk=question.pk).words
        assert question.passage in {EARLIER, *blocks}
        assert not words or (question.passage == EARLIER) != any(stands_in(words, block) for block in blocks.values()) or question.passage in blocks
    assert_every_count_is_true()


def test_two_thousand_questions_are_put_in_their_place_in_a_few_statements(ana, milestone):
    one, passage = asked(ana, milestone, WORDS), read_passages(milestone)[0]
    Question.objects.bulk_create([Question(author=ana, title="Who?", page=milestone, page_key=milestone.translation_key, passage=one.passage, passage_heading=passage.heading, state="visible") for _ in range(1_999)])
    Tally.objects.filter(page_key=milestone.translation_key).update(questions=2_000, waiting=2_000)
    page = build.fresh(milestone)
    page.body = "[]"
    page.save_revision().publish()

    with CaptureQueriesContext(connection) as asked_for:
        follow_the_words()

    assert tallies(milestone) == {"": 2_000, EARLIER: 2_000}
    assert len(asked_for) < 100
    assert not PageToLookOver.objects.exists()


def test_asking_while_an_editor_publishes_ends_where_the_words_are(transactional_db, ana):
    milestone = build.a_milestone(prompts=HEADINGS)

    begun = of_passage(read_passages(milestone)[0], "en")

    outcome = at_once(lambda: [build.a_question(ana, on=build.fresh(milestone), wording=begun, heading=HEADINGS[0]) for _ in range(3)], lambda: rewrite(milestone))
    follow_the_words()

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert tallies(milestone) == {"": 3, EARLIER: 3}
