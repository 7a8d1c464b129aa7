"""What an edition says before it is pressed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.template.loader import get_template
from django.utils import timezone
from wagtail.models import Locale

from guide.blocks import Body
from guide.endnotes import mark_of
from guide.models import Benchmark, Function, GuideHome, Pitfall
from guide.printing import changes
from guide.printing.manuscript import NothingToPrint, write
from guide.printing.models import Edition
from tests import build
from tests.guide.printing.conftest import ask_for_everything, the_edition
from tests.guide.test_pages_in_a_browser import EVERY_PIECE


def test_every_piece_of_a_text_has_its_form_on_paper():
    for name in Body().child_blocks:
        assert get_template(f"printed/blocks/{name}.html")


def written(kind: str) -> str:
    ask_for_everything()
    return write(the_edition(kind)).html


def headings(html: str) -> list[str]:
    return [re.sub(r"<[^>]*>", "", words).strip() for words in re.findall(r"<h\d[^>]*>(.*?)</h\d>", html, re.DOTALL)]


def test_a_stage_reads_from_its_overview_to_its_pitfalls(stage, milestone):
    stage.body = [("prose", "<h3>In brief</h3><p>Begin.</p>")]
    stage.benchmarks.add(Benchmark(function=Function.objects.first(), level="site", text="Teachers name three partners."))
    stage.pitfalls.add(Pitfall(text="Waiting for money."))
    stage.save_revision().publish()
    build.a_milestone("Assess Readiness", stage=stage, prompts=["Look inside"])

    assert headings(written("stage")) == [
        "Stage 1: Decide to scale up", "Contents", "In brief", "Milestone 1: Convene innovators", "Reach out", "Keep trying",
        "Milestone 2: Assess readiness", "Look inside", "How you know if you are making progress", "Pitfalls",
    ]  # fmt: skip


def test_the_stages_in_short_name_milestones_what_to_think_about_progress_and_pitfalls(stage, milestone):
    stage.pitfalls.add(Pitfall(text="Waiting for money."))
    stage.save_revision().publish()

    html = written("stages")

    assert headings(html) == ["The stages in short", "Contents", "Stage 1: Decide to scale up", "Milestone 1: Convene innovators", "Pitfalls"]
    assert "<li>Reach out</li>" in html and "Waiting for money." in html
    assert "What to do about" not in html


def test_the_whole_guide_holds_live_pages_only_in_reading_order(stage, milestone):
    draft = build.a_content_page("On its way", under=build.a_part(3))
    draft.unpublish()
    build.a_content_page("House rules")  # of the foot, not of the guide

    found = headings(written("guide"))

    assert found.index("Part 1: Part 3") < found.index("Stage 1: Decide to scale up") < found.index("Milestone 1: Convene innovators")
    assert not {"On its way", "House rules"} & set(found)


def test_the_endnotes_of_all_pages_are_one_run_at_the_end(stage):
    for title, words in (("Convene Innovators", "Coburn, 2003."), ("Assess Readiness", "Melaville, 2011.")):
        build.a_milestone(title, stage=stage, body=[("prose", f'<p>Spread.<a linktype="endnote" note="{words}">*</a></p>')])

    html = written("guide")

    assert 'Spread.<a class="mark" href="#note-2" id="mark-2-1">2</a>' in html
    assert [re.sub(r"<[^>]*>", "", words) for words in re.findall(r'<li id="note-\d">(.*?) <a class="back"', html)] == ["Coburn, 2003.", "Melaville, 2011."]


def test_the_note_of_a_pitfall_joins_the_run(stage):
    stage.pitfalls = [Pitfall(text=f"Waiting{mark_of('Marsh, 2009.')} for June.")]
    stage.save_revision().publish()

    html = written("guide")

    assert '<li>Waiting<a class="mark" href="#note-1" id="mark-1-1">1</a> for June.</li>' in html
    assert "<span>Marsh, 2009.</span>" in html


def test_words_of_editors_are_escaped(stage):
    build.a_milestone("Fish & <b>chips</b>", stage=stage, body=[("quotation", {"text": "<script>go()</script>", "speaker": "A & B", "role": ""})])

    html = written("guide")

    assert "<script" not in html and "<b>chips" not in html
    assert "&lt;script&gt;go()&lt;/script&gt;" in html


def test_the_digest_changes_with_the_words_and_with_nothing_else(stage, milestone):
    ask_for_everything()
    before = write(the_edition("stage")).digest

    type(milestone).objects.update(latest_revision_created_at=timezone.now() + timedelta(days=3))
    assert write(the_edition("stage")).digest == before

    milestone.body = EVERY_PIECE
    milestone.save_revision().publish()
    assert write(the_edition("stage")).digest != before


def test_what_is_off_the_site_is_nothing_to_print(stage, milestone):
    ask_for_everything()
    edition = the_edition("stage")

    stage.unpublish()
    with pytest.raises(NothingToPrint):
        write(edition)

    GuideHome.objects.update(live=False)
    with pytest.raises(NothingToPrint):
        write(the_edition("guide"))


@pytest.mark.parametrize("milestones", [1, 3])
def test_a_manuscript_asks_no_more_for_more_pages(stage, milestones, django_assert_max_num_queries):
    for number in range(milestones):
        build.a_milestone(f"Milestone {number}", stage=stage)
    ask_for_everything()
    edition = the_edition("stage")

    with django_assert_max_num_queries(16):
        write(edition)


def test_another_language_has_editions_of_its_own(stage, milestone):
    spanish, _made = Locale.objects.get_or_create(language_code="es")
    home = GuideHome.objects.filter(locale=spanish).first() or build.the_home().copy_for_translation(spanish)
    home.title = "Ampliar las alianzas: una guía"
    home.save_revision().publish()

    changes.ask_for(spanish.pk)
    written = write(Edition.objects.get(kind="guide", locale=spanish))

    assert (written.name, written.title) == ("guide-es", "Ampliar las alianzas")
    assert '<html dir="ltr" lang="es">' in written.html
    assert not Edition.objects.filter(stage=stage, locale=spanish).exists()
