"""What of a page can be found, and that a hit opens where its words are."""

import pytest

from guide.headings import anchor_of, with_anchors
from guide.models import Benchmark, Function, Level, Pitfall
from guide.search.models import Entry
from guide.search.passages import texts_of
from tests import build
from tests.guide.search.reading import the_worker_reads

pytestmark = pytest.mark.django_db

PROSE = ("prose", "<p>Before we begin.</p><h3>Who is still <b>missing</b>?</h3><p>The night shift &amp; the bus drivers.</p>")


def test_each_headed_passage_is_found_by_itself():
    page = build.a_milestone("Plan to Plan", lead="Begin small.", body=[("prompt", {"heading": "Reach out", "body": "<p>To <b>everyone</b>.</p>"}), PROSE])

    found = [(text.title, text.url, text.text, text.context) for text in texts_of(page)]

    assert found == [
        ("Plan to plan", "", "Begin small.", ""),
        ("Reach out", f"#passage-{page.body[0].id}", "To everyone . Before we begin.", "Plan to plan"),
        ("Who is still missing ?", "#about-who-is-still-missing", "The night shift & the bus drivers.", "Plan to plan"),
    ]


def test_progress_and_pitfalls_of_a_stage_are_found():
    stage = build.a_stage()
    stage.benchmarks = [Benchmark(function=Function.objects.first(), level=Level.SITE, text="Someone keeps the minutes.")]
    stage.pitfalls = [Pitfall(text="Waiting for the grant.")]
    stage.save_revision().publish()

    found = {text.url: (text.title, text.text) for text in texts_of(stage)}

    assert found["#progress"][1] == "Someone keeps the minutes."
    assert found["#pitfalls"] == ("Pitfall: Waiting for the grant.", "")


def test_every_address_leads_to_an_id_of_its_page(client):
    note, check = ("note", {"title": "Mind the gap", "body": "<p>Words.</p>"}), ("self_assessment", {"title": "Where are you?", "intro": "", "questions": ["Who?"]})
    page = build.a_milestone(body=[("prompt", {"heading": "Reach out", "body": "<p>Now.</p>"}), PROSE, note, check, ("video", {"title": "A film", "transcript": "<p>Hello.</p>"})])
    shown = client.get(page.url).content.decode()

    anchors = [text.url for text in texts_of(page)[1:]]

    assert len(anchors) == 5
    assert [anchor for anchor in anchors if f'id="{anchor[1:]}"' not in shown] == []


def test_a_story_is_one_entry_with_its_place_and_milestones():
    milestone = build.a_milestone()
    story = build.a_story(milestones=[milestone], body=[PROSE])

    (text,) = texts_of(story)

    assert (text.kind, text.places) == ("story", (milestone.translation_key, milestone.get_parent().translation_key))
    assert "Who is still missing" in text.text


def test_a_page_published_again_keeps_its_entries():
    page = build.a_milestone()
    the_worker_reads()
    before = list(Entry.objects.order_by("pk").values_list("pk", flat=True))

    page.save_revision().publish()
    the_worker_reads()

    assert list(Entry.objects.order_by("pk").values_list("pk", flat=True)) == before


def test_a_heading_cannot_break_out_of_its_id():
    assert anchor_of('"><script>') == "about-script"
    assert with_anchors('<h3 data-block-key="x">So &amp; so</h3><h4>—</h4>') == '<h3 id="about-so-so">So &amp; so</h3><h4>—</h4>'
