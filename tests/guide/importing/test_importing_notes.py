"""Numbered notes of saved pages: marks in every form they may have, the lists that explain them, and the endnotes that come of both."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import call_command

from guide.endnotes import words_in
from guide.importing.accounting import unplaced
from guide.importing.drafts import Draft
from guide.importing.notes import number_of
from guide.importing.settling import settle
from guide.models import AppendixPage, MilestonePage, SavedNote, StagePage
from guide.noted_words import plain as noted_plain
from tests.guide.importing.saved_pages import FOOT, GUIDE_BAR, PROMOTION, draft_of, milestone, overview, progress, source_of

APPENDIX = f"""{PROMOTION}

Guide Appendix

i. Aldridge, T., The Van in Winter. Larkspur Falls, 2003.

ii. Ibid., p. 12.

iii. Quillen City Schools, https://example.org/buses
and its second line.

iv. O'Brien & Marsh (2009).

{GUIDE_BAR}

{FOOT}"""
VAN, IBID, BUSES, OBRIEN = (note.words for note in draft_of(APPENDIX).notes)


def settled(text: str, appendix: str = APPENDIX) -> Draft:
    return settle(draft_of(text), draft_of(appendix).notes)


def first_words(draft: Draft) -> str:
    """The text of the first block, its notes as {words}."""
    value = draft.body[0][1]
    html = value if isinstance(value, str) else value["body"]
    return unescape(re.sub(r"<(?!a linktype)[^<>]*>", "", re.sub(r'<a linktype="endnote" note="([^"]*)">\*</a>', r"{\1}", html)))


def a_page(words: str) -> str:
    return f"<html><body><h1>Part Three: Stage 1 Overview</h1><p>{words}</p></body></html>"


@pytest.mark.parametrize(("label", "number"), [("12", 12), ("iv", 4), ("XLIX", 49), ("xc", 90), ("¹²", 12)])
def test_a_label_is_a_number(label, number):
    assert number_of(label) == number


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (a_page("It waits.<sup>2</sup> Then it goes."), f"It waits.{{{IBID}}} Then it goes."),
        (a_page('It waits.<sup><a href="http://www.communityschools.org/resources/guide_appendix.aspx#2">2</a></sup>'), f"It waits.{{{IBID}}}"),
        (a_page('It waits.<a href="#_edn2" name="_ednref2">[ii]</a> On.'), f"It waits.{{{IBID}}} On."),
        (a_page('It waits<span style="vertical-align: super">ii</span>, on.'), f"It waits{{{IBID}}}, on."),
        (a_page("It “waits.”<sup>1,2</sup> On."), f"It “waits.”{{{VAN}}}{{{IBID}}} On."),
        (a_page("It waits.<sup>1</sup><sup>,</sup><sup>2</sup>"), f"It waits.{{{VAN}}}{{{IBID}}}"),
        (a_page("It waits.<sup>1–3</sup>"), f"It waits.{{{VAN}}}{{{IBID}}}{{{BUSES}}}"),
        (a_page('See <a href="https://example.org">the plan<sup>4</sup></a>.'), f"See the plan{{{OBRIEN}}}."),
        (overview(text="It waits.[2] Then it goes."), f"It waits.{{{IBID}}} Then it goes."),
        (overview(text="It waits. [ii, iv] Then."), f"It waits.{{{IBID}}}{{{OBRIEN}}} Then."),
        (overview(text="It waits² and goes."), f"It waits{{{IBID}}} and goes."),
        (overview(text="It “waits.”2 Then it goes on.iii"), f"It “waits.”{{{IBID}}} Then it goes on.{{{BUSES}}}"),
    ],
)
def test_a_mark_becomes_an_endnote_with_the_words_of_its_note(saved, words):
    draft = settled(saved)

    assert first_words(draft) == words
    assert draft.remarks == ()
    assert unplaced(source_of(saved).lines, draft_of(saved)) == []


@pytest.mark.parametrize(
    ("saved", "words"),
    [
        (a_page("In its 5<sup>th</sup> year it had 40 m<sup>2</sup>."), "In its 5th year it had 40 m2."),
        (overview(text="It was No.3 of 4.5 buses [sic] and then.I left."), "It was No.3 of 4.5 buses [sic] and then.I left."),
        (overview(text="It waits.12 Then it goes."), "It waits.12 Then it goes."),
    ],
)
def test_what_is_no_mark_stays_as_it_is(saved, words):
    draft = settled(saved)

    assert (draft.lead or first_words(draft)) == words
    assert draft.endnotes == 0


def test_a_guess_is_told_and_so_is_a_mark_that_nothing_explains():
    assert settled(overview(text="It waits for them.2 On.")).guesses == ("Figures behind a sentence read as the marks of notes: “It waits for them.2”.",)

    draft = settled(overview(text="It waits.[2] Then it goes.[77]"))

    assert draft.guesses == ()
    assert draft.remarks == ("No list of notes at hand explains these marks, so they stay as written: “[77]”.",)
    assert first_words(draft).endswith("goes.[77]")


def test_the_note_of_a_heading_stands_in_the_text_under_it():
    draft = settled(milestone(prompts="Ask the crossing guard.[1] Whoever stands there knows.\n\n  • Bring coffee.[2]", stories=""))

    heading, body = draft.body[0][1]["heading"], draft.body[0][1]["body"]
    assert heading == "Ask the crossing guard"
    assert list(words_in([body])) == [VAN, IBID]


def test_pitfalls_and_quotations_hold_their_notes():
    listed = progress().replace("not the people.", "not the people.[1]").replace("Waiting for June.", "Waiting & waiting.[77]")
    said = settled(a_page("“We asked whose job it was & who was awake.<sup>2</sup>” — Tessa Aldridge, driver<sup>1</sup>"))

    assert [(noted_plain(one), list(words_in([one]))) for one in settled(listed).fields["pitfalls"]] == [
        ("Counting the chairs and not the people.", [VAN]),
        ("Waiting & waiting.[77]", []),
    ]
    (kind, quotation), = said.body
    assert (kind, noted_plain(quotation["text"]), quotation["speaker"], quotation["role"]) == ("quotation", "We asked whose job it was & who was awake.", "Tessa Aldridge", "driver")
    assert list(words_in([quotation["text"]])) == [IBID, VAN]
    assert said.remarks == ()


def test_a_page_with_a_list_of_its_own_is_its_own_appendix():
    saved = (
        "<html><body><h1>Part Four: Tulsa, Oklahoma</h1><p>One.<a href='#_edn1'>[i]</a> Two.<a href='#_edn2'>[ii]</a></p><h2>Notes</h2>"
        '<p><a href="#_ednref1" name="_edn1">[i]</a> Marsh, <i>The Depot</i> (<a href="https://example.org/d?a=1&amp;b=2">here</a>).</p>'
        "<p><a href='#_ednref2'>[ii]</a> A second note. ↑</p><p><a href='#_ednref3'>[iii]</a> Nobody points at it.</p></body></html>"
    )

    draft = settled(saved)

    assert first_words(draft) == 'One.{Marsh, <i>The Depot</i> (<a href="https://example.org/d?a=1&b=2">here</a>).} Two.{A second note.}'
    assert draft.body[1] == ("prose", "<p>3. Nobody points at it.</p>")
    assert [left.text for left in draft.left_out if "list of notes" in left.kind] == ["Notes"]


def test_a_numbered_list_that_explains_no_mark_is_text():
    draft = settled(overview(text="A first line of it.\n\nSources\n\n1. The depot.\n2. The van."))

    assert "<ol><li>The depot.</li><li>The van.</li></ol>" in draft.body[0][1]
    assert draft.endnotes == 0


def test_of_lists_that_begin_again_the_one_named_after_the_page_counts():
    appendix = "Guide Appendix\n\nPart Two\n\n1. Of Part Two.\n2. Of Part Two, too.\n\nPart Three\n\n1. Of Part Three.\n\n" + GUIDE_BAR

    assert first_words(settled(overview(text="It waits.[1] On."), appendix)) == "It waits.{Of Part Three.} On."


def imported(tmp_path, *options: str, **pages: str) -> str:
    printed = StringIO()
    for name, text in pages.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    call_command("import_guide", *options, *(str(tmp_path / f"{name}.txt") for name in pages), stdout=printed, stderr=StringIO())
    return printed.getvalue()


@pytest.mark.django_db
def test_pages_and_appendix_come_in_any_order_and_as_often_as_you_like(tmp_path):
    first = {"appendix": APPENDIX, "stage": overview(text="It waits.[1] On it goes.[3]")}

    report = imported(tmp_path, **first)

    assert "Read as the overview of Stage 1: Decide to Scale Up (1 piece of text, 1 note, 2 endnotes)." in report
    assert "Of the 4 notes of its list 2 stand on the pages that point at them; the others stay in its text." in report
    assert [note.text for note in StagePage.objects.get().endnotes] == [VAN, BUSES]
    assert AppendixPage.objects.get().body[0].value.source == f"<p>2. {IBID}</p><p>4. O'Brien &amp; Marsh (2009).</p>"
    assert imported(tmp_path, **first).splitlines()[-1].startswith("2 files: 2 unchanged;")
    assert imported(tmp_path, stage=first["stage"]).splitlines()[-1].startswith("1 file: 1 unchanged;")

    imported(tmp_path, milestone=milestone(prompts="Ask them all. They know.[4]", stories=""))

    assert [note.text for note in MilestonePage.objects.get().endnotes] == [OBRIEN]
    assert SavedNote.objects.count() == 4


@pytest.mark.django_db
def test_a_trial_counts_the_notes_of_pitfalls_too(tmp_path):
    pages = {"appendix": APPENDIX, "progress": progress().replace("not the people.", "not the people.[1]")}

    tried, done = imported(tmp_path, "--dry-run", **pages), imported(tmp_path, **pages)

    for report in (tried, done):
        assert "Of the 4 notes of its list 1 stand on the pages that point at them; the others stay in its text." in report


@pytest.mark.django_db
def test_an_appendix_that_no_page_points_at_is_kept_as_it_is(tmp_path):
    report = imported(tmp_path, appendix=APPENDIX)

    assert "No page points at the notes of its list, so it stays as it is." in report
    assert "".join(block.value.source for block in AppendixPage.objects.get().body).count("Ibid.") == 1
