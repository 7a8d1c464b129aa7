"""The real press: what a screen reader, a reader and a printer find in the PDFs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pytest
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import override_settings

from guide.models import Benchmark, Function, GuideImage, Pitfall
from guide.printing import making
from guide.printing.models import Edition
from tests import build
from tests.guide.printing.conftest import ask_for_everything, print_everything, the_edition
from tests.guide.test_pages_in_a_browser import EVERY_PIECE

ALT = "Six circles rising along a line, each named after a stage."


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[dict[str, pikepdf.Pdf]]:
    """Every edition of a small guide with everything a page can hold. Made once: the press takes its time."""
    elsewhere = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"), SITE_URL="https://field.example.org", PRINT_EDITIONS=True)
    with django_db_blocker.unblock(), elsewhere, transaction.atomic():
        a_small_guide()
        print_everything()
        made = {edition.kind: pikepdf.open(default_storage.open(edition.file)) for edition in Edition.objects.made()}
        transaction.set_rollback(True)
    yield made
    for opened in made.values():
        opened.close()


def a_small_guide() -> None:
    stage = build.a_stage("Decide to Scale Up", lead="One or two good schools have shown what is possible.")
    build.a_content_page("Summing Up", under=build.a_part(2, title="A Framework for Scale-Up"))
    stage.benchmarks.add(Benchmark(function=Function.objects.first(), level="site", text="Teachers name three partners."))
    stage.pitfalls.add(Pitfall(text="Waiting for money."))
    stage.save_revision().publish()
    links = f'<p>See <a linktype="page" id="{stage.pk}">the stage</a>, <a href="https://example.org/report">a report</a>, <a href="/house-rules/">the rules</a>.</p>'
    picture = GuideImage.objects.create(title="Figure 6", description="Circles.", file=File(io.BytesIO(build.a_jpeg(size=(600, 400))), name="figure.jpg"))
    figure = {"image": picture, "alt": ALT, "caption": "The spiral", "long_description": "", "document": None}
    build.a_milestone("Convene Innovators", stage=stage, lead="Find the few.", body=[*EVERY_PIECE, ("prose", links), ("figure", figure)])


@pytest.fixture
def pdf(printed: dict[str, pikepdf.Pdf]) -> pikepdf.Pdf:
    """The whole guide."""
    return printed["guide"]


def tags(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Each structure element, in reading order."""

    def walk(node) -> Iterator[pikepdf.Dictionary]:
        if isinstance(node, pikepdf.Array):
            for one in node:
                yield from walk(one)
        elif isinstance(node, pikepdf.Dictionary) and "/Type" in node and node.Type != "/OBJR":
            yield node
            yield from walk(node.get("/K", pikepdf.Array()))

    return walk(pdf.Root.StructTreeRoot.K)


def names(pdf: pikepdf.Pdf) -> list[str]:
    return [str(tag.S) for tag in tags(pdf)]


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str]]:
    with pdf.open_outline() as read:
        return [(level, item.title) for level, item in _items(read.root, 0)]


def _items(items, level: int) -> Iterator[tuple[int, pikepdf.OutlineItem]]:
    for item in items:
        yield level, item
        yield from _items(item.children, level + 1)


def test_the_pdf_says_that_it_is_pdf_ua_with_its_title_and_language(pdf):
    with pdf.open_metadata() as said:
        assert said.get("pdfuaid:part") == "1"
        assert said["dc:title"] == "Scaling up school and community partnerships"
    assert pdf.Root.Lang == "en"
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.ViewerPreferences.DisplayDocTitle


def test_everything_in_it_is_tagged(pdf):
    found = names(pdf)

    assert {"/H1", "/H2", "/H3", "/H4", "/H5", "/P", "/L", "/LI", "/LBody", "/Table", "/TH", "/TD", "/Figure", "/Link", "/BlockQuote", "/Caption"} <= set(found)
    levels = [int(name[2:]) for name in found if re.fullmatch(r"/H\d", name)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels


def test_pictures_and_cells_of_tables_say_what_they_are(pdf):
    figures = [tag for tag in tags(pdf) if tag.S == "/Figure"]
    cells = [tag for tag in tags(pdf) if tag.S == "/TD"]

    assert [str(figure.Alt) for figure in figures] == [ALT]
    assert cells and all("/Headers" in cell.A for cell in cells)


def test_the_outline_is_the_guide(pdf):
    found = outline(pdf)

    assert (0, "Part 1: Part 3") in found
    assert found.index((1, "Stage 1: Decide to scale up")) + 1 == found.index((2, "Milestone 1: Convene innovators"))
    assert (3, "Reach out") in found
    assert found[-1] == (0, "Notes")


def test_every_annotation_is_a_link_that_leads_somewhere(pdf):
    links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    targets = {str(name) for name in pikepdf.NameTree(pdf.Root.Names.Dests)} if "/Names" in pdf.Root else set()

    assert len(links) > 20
    assert all("/StructParent" in link for link in links)
    inside = [str(link.Dest) for link in links if "/Dest" in link]
    assert set(inside) <= targets, set(inside) - targets
    assert "Milestone 1: Convene innovators" in {str(link.Contents) for link in links}
    assert not [link for link in links if str(link.Contents).startswith(("page-", "note-", "mark-"))]
    addresses = {str(link.A.URI) for link in links if "/A" in link}
    assert addresses == {"https://example.org/report", "https://field.example.org/house-rules/"}


def test_fonts_are_the_sites_own_and_embedded(pdf):
    fonts = [font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()]

    assert fonts and {"Field" in str(font.BaseFont) for font in fonts} == {True}
    assert all("/FontFile3" in font.DescendantFonts[0].FontDescriptor or "/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


@pytest.mark.parametrize(("kind", "title"), [("stage", "Stage 1: Decide to scale up"), ("stages", "The stages in short")])
def test_a_stage_and_the_stages_in_short_are_tagged_too(printed, kind, title):
    assert printed[kind].docinfo["/Title"] == title
    assert {"/H1", "/H2", "/L", "/Table", "/Link"} <= set(names(printed[kind]))
    assert outline(printed[kind])


def test_an_edition_opens_nothing_but_its_own_files(milestone, monkeypatch, caplog):
    ask_for_everything()
    written = making.write(the_edition("stage"))
    written.html = written.html.replace("</body>", '<img src="http://localhost:1/x.png" alt="x"><img src="file:///etc/hostname" alt="x"><img src="picture:999" alt="x"></body>')
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda *args, **kwargs: pytest.fail("something was opened"))

    data, pages = making.the_press()(written, progress=lambda pages: None)

    assert pages and data.startswith(b"%PDF")
    assert caplog.text.count("An edition holds its own files only") == 3

