"""Plain words in which notes may stand: to the editor and back, and on the page."""

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from guide.endnotes import mark_of, words_in
from guide.models import Pitfall
from guide.noted_words import as_rich_text, as_stored, plain
from guide.templatetags.endnotes import noted
from tests import build
from tests.reading import read

NOTE = mark_of('O’Hara, "<i>Inside</i>" & <a href="page:7">more</a>')


@pytest.mark.parametrize("stored", ["", "Waiting for June.", "a < b & c\nand &amp; \"so\" on", f"We asked.{NOTE} Twice{NOTE}.", "<b>bold</b> <script>"])
def test_what_the_editor_reads_is_what_it_stores(stored):
    converter = ContentstateConverter(features=["endnote"])

    there_and_back = as_stored(converter.to_database_format(converter.from_database_format(as_rich_text(stored))))

    assert (plain(there_and_back), list(words_in([there_and_back]))) == (plain(stored), list(words_in([stored])))


def test_what_looks_like_markup_is_words():
    said = '<script>go()</script> & <a linktype="endnote" note="x" onclick="go()">*</a>'

    assert noted(said) == "&lt;script&gt;go()&lt;/script&gt; &amp; &lt;a linktype=&quot;endnote&quot; note=&quot;x&quot; onclick=&quot;go()&quot;&gt;*&lt;/a&gt;"


@pytest.mark.django_db
def test_quotations_and_pitfalls_are_numbered_with_the_text_and_listed_behind_them():
    first, second, third = mark_of("In the text."), mark_of("In a quotation."), mark_of("In a pitfall.")
    stage = build.a_stage(body=[("prose", f"<p>Words{first}.</p>"), ("quotation", {"text": f"We asked{second}.", "speaker": "Ana"})])
    stage.pitfalls = [Pitfall(text=f"Waiting{third} & waiting{first}.")]
    stage.save_revision().publish()

    seen = read(stage.url)

    assert [mark.get_text() for mark in seen.select("a[role=doc-noteref]")] == ["Note 1", "Note 2", "Note 3", "Note 1"]
    assert seen.select_one(".pitfalls li").get_text().startswith("WaitingNote 3 & waitingNote 1.")
    assert [note.find(string=True).strip() for note in seen.select("[role=doc-endnotes] li")] == ["In the text.", "In a quotation.", "In a pitfall."]
    assert all(seen.select_one(back["href"]) for back in seen.select("[role=doc-backlink]"))
    assert len(seen.select("[role=doc-backlink]")) == 4


@pytest.mark.django_db
def test_the_form_of_a_pitfall_gives_back_what_was_typed_when_it_is_refused():
    form = Pitfall._meta.get_field("text").formfield()

    typed = "<p>Waiting &amp; hoping</p>"

    assert form.clean(typed) == "Waiting & hoping"
    assert form.prepare_value(form.bound_data(typed, "")) == typed
