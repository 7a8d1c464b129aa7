"""From a chosen answer to a note in the guide, as each person sees it, and every screen of it held to the bars."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from forum.history import actions as history
from guide.field_notes.models import FieldNote
from tests import build
from tests.browsing import hold_to_the_bars

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_chosen_answer_to_the_guide_and_back(page_of, ana, sam):
    milestone = build.a_milestone()
    asked = build.an_answered_question(ana, on=milestone)
    writer = asked.answer.author

    staff = page_of(sam)
    staff.goto(asked.get_absolute_url())
    staff.get_by_role("link", name="Make this answer a field note").click()
    expect(staff.get_by_label("The words")).to_have_value("Ask the librarian.")
    hold_to_the_bars(staff)
    staff.get_by_role("button", name="Ask whoever wrote it").click()
    expect(staff.get_by_text("Whoever wrote it is asked.")).to_be_visible()

    page = page_of(writer, java_script_enabled=False)
    page.goto("/my/questions/?of=answered")
    page.get_by_role("link", name="Your field notes").click()
    page.get_by_role("link", name="Ask the librarian.").click()
    page.get_by_label("Ben", exact=True).check()
    page.get_by_role("button", name="Yes, these words").click()
    expect(page.get_by_text("You said yes.")).to_be_visible()

    build.fresh(milestone).get_latest_revision().publish()
    history.edit(by=writer, post=asked.answer, body="<p>Ask the custodian.</p>")
    staff.goto(milestone.address)
    expect(staff.get_by_role("region", name="Field note")).to_contain_text("Ask the librarian.")
    hold_to_the_bars(staff)
    staff.goto(f"/desk/field-notes/{FieldNote.objects.get().pk}/")
    expect(staff.get_by_text("The answer says something else by now.")).to_be_visible()
    hold_to_the_bars(staff)
    staff.goto(asked.get_absolute_url())

    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("It is taken back")).to_be_visible()
    staff.goto(milestone.address)
    expect(staff.get_by_role("region", name="Field note")).to_have_count(0)


def test_the_page_that_asks_is_held_to_the_bars(page_of, ana, sam):
    asked = build.an_answered_question(ana)
    note = build.a_field_note(asked.answer, by=sam)

    page = page_of(asked.answer.author)
    page.goto(f"/my/field-notes/{note.pk}/")
    expect(page.get_by_role("button", name="No, thank you")).to_be_visible()
    hold_to_the_bars(page)
