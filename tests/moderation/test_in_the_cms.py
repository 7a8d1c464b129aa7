"""What editors see of the desk's decisions in the CMS."""

from __future__ import annotations

import pytest

from moderation.actions import decide, report
from moderation.models import Act

pytestmark = pytest.mark.django_db


def test_a_pages_history_names_decisions_by_number(client_of, sam, admin, ana, held, reply):
    decide(by=sam, post=held, act=Act.APPROVED)
    report(by=ana, post=reply, reason="child", words="The boy is in my class.")
    client = client_of(admin)

    of_the_question = client.get(f"/cms/pages/{held.page_id}/history/").content.decode()
    of_the_reply = client.get(f"/cms/pages/{reply.question.page_id}/history/").content.decode()

    assert f"Approved question {held.pk}" in of_the_question
    assert "Sam Haddad" in of_the_question
    assert f"Hidden by a report about a child: reply {reply.pk} to question {reply.question_id}" in of_the_reply
    assert "Ana Ruiz" not in of_the_reply
    assert "in my class" not in of_the_reply


def test_the_site_history_can_be_filtered_by_our_acts(client_of, sam, admin, held):
    decide(by=sam, post=held, act=Act.APPROVED)

    page = client_of(admin).get("/cms/reports/site-history/", {"action": "forum.approve"}).content.decode()

    assert f"Approved question {held.pk}" in page
