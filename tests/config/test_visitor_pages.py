"""What is kept for visitors, and what never is."""

import gzip

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum.discussions import actions
from forum.letters.following import follow
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept_for_a_while(settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60


@pytest.mark.parametrize("address", ["/questions/", "question", "milestone"])
def test_a_second_visit_costs_one_query(django_assert_num_queries, address):
    milestone = build.a_milestone()
    question = build.a_question(on=milestone)
    address = {"question": question.get_absolute_url(), "milestone": milestone.url}.get(address, address)
    visitor = Client()
    first = visitor.get(address)

    with django_assert_num_queries(1):
        second = visitor.get(address)

    assert second.content == first.content
    assert second.headers["Content-Security-Policy"] == first.headers["Content-Security-Policy"]


def test_a_new_reply_is_seen_at_once():
    question = build.a_question()
    visitor = Client()
    visitor.get(question.get_absolute_url())

    build.a_reply(question, body="<p>Ask the janitor.</p>")

    assert "Ask the janitor." in visitor.get(question.get_absolute_url()).content.decode()


def test_a_hidden_reply_is_gone_at_once():
    question = build.a_question()
    reply = build.a_reply(question, body="<p>Ask the janitor.</p>")
    visitor = Client()
    visitor.get(question.get_absolute_url())

    actions.take_away(reply, to="hidden", expected=("visible",))

    assert "Ask the janitor." not in visitor.get(question.get_absolute_url()).content.decode()


def test_a_new_name_is_seen_at_once():
    ana = build.a_member("Ana Ruiz")
    question = build.a_question(ana)
    visitor = Client()
    visitor.get(question.get_absolute_url())

    ana.display_name = "Ana Calderón"
    ana.save(update_fields=["display_name"])

    assert "Ana Calderón" in visitor.get(question.get_absolute_url()).content.decode()


def test_nothing_of_a_member_is_kept():
    question = build.a_question()
    client = Client()
    member = Client()
    member.force_login(build.a_member("Ben Okafor"))
    client.handler = member.handler  # the same process

    shown = member.get(question.get_absolute_url()).content.decode()
    visited = client.get(question.get_absolute_url()).content.decode()

    assert "Ben O." in shown and "csrfmiddlewaretoken" in shown
    assert "Ben O." not in visited and "csrfmiddlewaretoken" not in visited


def test_a_visitors_page_sets_no_cookie_and_holds_no_token():
    milestone = build.a_milestone()
    question = build.a_question(on=milestone)

    for address in ("/", "/questions/", question.get_absolute_url(), milestone.url):
        answer = Client().get(address)
        assert not answer.cookies and "csrfmiddlewaretoken" not in answer.content.decode()


def asked_again(client: Client, address: str, tag: str):
    return client.get(address, headers={"If-None-Match": tag})


def test_a_browser_that_has_the_page_is_answered_in_a_word(django_assert_num_queries):
    milestone = build.a_milestone()
    visitor = Client()
    first = visitor.get(milestone.url)

    with django_assert_num_queries(1):
        second = asked_again(visitor, milestone.url, first.headers["ETag"])

    assert (second.status_code, second.content) == (304, b"")
    assert second.headers["ETag"] == first.headers["ETag"]
    assert "Content-Security-Policy" in second.headers and not second.cookies


def test_another_process_knows_the_same_page_by_the_same_tag():
    milestone = build.a_milestone()
    first = Client().get(milestone.url)

    second = asked_again(Client(), milestone.url, first.headers["ETag"])  # a client of its own draws the page of its own

    assert second.status_code == 304


def test_a_page_that_changed_is_sent_whole():
    milestone = build.a_milestone()
    visitor = Client()
    tag = visitor.get(milestone.url).headers["ETag"]
    milestone.title = "Reach Out"
    milestone.save_revision().publish()

    again = asked_again(visitor, milestone.url, tag)

    assert again.status_code == 200 and "Reach out" in again.content.decode()
    assert again.headers["ETag"] != tag


def test_a_member_is_never_answered_with_a_visitors_tag():
    milestone = build.a_milestone()
    tag = Client().get(milestone.url).headers["ETag"]
    member = Client()
    member.force_login(build.a_member("Ben Okafor"))

    shown = asked_again(member, milestone.url, tag)

    assert shown.status_code == 200 and "Ben O." in shown.content.decode()
    assert "ETag" not in shown.headers


def unpacked(answer) -> str:
    return gzip.decompress(answer.content).decode()


def test_a_browser_that_takes_it_so_gets_the_page_compressed():
    milestone = build.a_milestone()
    visitor = Client()
    plain = visitor.get(milestone.url)

    for browser in (visitor, Client()):  # a page that is kept, and one that is drawn
        packed = browser.get(milestone.url, headers={"Accept-Encoding": "br, gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Content-Length"] == str(len(packed.content))
        assert unpacked(packed) == plain.content.decode()
        assert packed.headers["ETag"] == plain.headers["ETag"]
    assert "Content-Encoding" not in plain.headers
    assert {"Accept-Encoding"} <= {name.strip() for name in plain.headers["Vary"].split(",")}
    assert visitor.get(milestone.url).content == plain.content


def test_a_members_page_leaves_plain():
    member = Client()
    member.force_login(build.a_member("Ben Okafor"))

    shown = member.get(build.a_milestone().url, headers={"Accept-Encoding": "gzip"})

    assert "Content-Encoding" not in shown.headers and "Ben O." in shown.content.decode()


def test_what_stands_on_a_page_is_read_once_for_members_too_and_is_new_at_once(client_of):
    milestone = build.a_milestone()
    build.a_question(build.a_member("Ana Ruiz"), on=milestone, title="Who keeps the list?")
    ben, eve = build.a_member("Ben Okafor"), build.a_member("Eve Marsh")
    follow("page", milestone.translation_key, person=ben, pace="daily")
    pages = {person: client_of(person) for person in (ben, eve)}

    with CaptureQueriesContext(connection) as first:
        assert "You follow this page" in pages[ben].get(milestone.url).content.decode()
    with CaptureQueriesContext(connection) as second:
        assert "You follow this page" not in pages[eve].get(milestone.url).content.decode()
    with CaptureQueriesContext(connection):
        assert "You follow this page" in pages[ben].get(milestone.url).content.decode()
    build.a_question(eve, on=milestone, title="Who pays the bus?")

    assert len(second) <= len(first) - 3
    assert "Who pays the bus?" in pages[ben].get(milestone.url).content.decode()
