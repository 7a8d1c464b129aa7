"""Read and unread: new replies are marked, lists say how many, and jumps lead to them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.discussions import actions
from forum.reading.models import Visit
from tests import build
from tests.reading import read, words


def marked(client, asked) -> list[str]:
    return [tag.find_parent("article")["id"] for tag in read(asked.get_absolute_url(), client).select(".post__new")]


def the_visit_is_over() -> None:
    Visit.objects.update(at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def asked(ana, ben):
    asked = build.a_question(ana, title="Who drives?")
    build.a_reply(asked, ben)
    return asked


def test_what_came_since_the_last_visit_is_marked_for_half_an_hour(asked, client_of, ana, ben, sam):
    client = client_of(ana)
    first_time = marked(client, asked)
    build.a_reply(asked, sam)
    build.a_reply(asked, ana)  # one's own is not new
    once, again = marked(client, asked), marked(client, asked)
    the_visit_is_over()

    assert (first_time, once, again) == ([], ["reply-2"], ["reply-2"])
    assert marked(client, asked) == []
    assert "New since" not in str(read(asked.get_absolute_url()))


def test_a_page_where_nothing_changed_writes_nothing(asked, client_of, ben):
    client = client_of(ben)
    client.get(asked.get_absolute_url())
    the_visit_is_over()

    with CaptureQueriesContext(connection) as cost:
        client.get(asked.get_absolute_url())

    written = [one["sql"] for one in cost.captured_queries if not one["sql"].startswith(("SELECT", "(SELECT"))]
    assert written == []
    assert len(cost) <= 10


def test_lists_say_how_many_are_new_to_a_member(asked, client_of, ana, ben, sam, django_assert_num_queries):
    client = client_of(ana)
    client.get(asked.get_absolute_url())
    others = [build.a_question(ana, title=f"Question {n}") for n in range(3)]
    with CaptureQueriesContext(connection) as one:
        client.get("/questions/")
    number = len(one)
    for question in (asked, asked, others[0]):
        build.a_reply(question, sam)
    client.get("/questions/")

    with django_assert_num_queries(number):
        shown = BeautifulSoup(client.get("/questions/").content, "html.parser")

    assert [words(tag) for tag in shown.select(".row__meta .tag--info")] == ["2 new"]
    assert [words(tag) for tag in read("/my/questions/", client).select(".row__meta .tag--info")] == ["2 new"]
    assert read("/questions/").select(".row__meta .tag--info") == []


def test_the_way_to_the_first_new_reply_and_to_the_newest(asked, client_of, ana, ben, sam):
    for _ in range(25):
        build.a_reply(asked, ben)
    client = client_of(ana)
    client.get(asked.get_absolute_url())
    deep = build.a_reply(asked.replies.get(number=24), sam)  # the later one stands before it
    deeper = build.a_reply(asked.replies.get(number=3), sam)
    the_visit_is_over()

    links = {words(link): link["href"] for link in read(asked.get_absolute_url(), client).select(".jumps a")}
    second_page = {words(link): link["href"] for link in read(f"{asked.get_absolute_url()}?after=000020", client).select(".jumps a")}

    assert links == {"First new reply": f"#{deeper.anchor}", "Newest reply": f"/questions/{asked.pk}/latest/"}
    assert second_page["First new reply"] == f"#{deep.anchor}"
    assert second_page["To the first replies"] == f"{asked.get_absolute_url()}#replies"
    assert client.get(f"/questions/{asked.pk}/new/?than=26")["Location"].endswith(f"#{deeper.anchor}")
    assert client.get(links["Newest reply"])["Location"].endswith(f"#{deeper.anchor}")


def test_jumps_of_a_stranger_and_with_odd_numbers(asked, stranger_client, ben):
    reply = asked.replies.get()
    silent = build.a_question(ben, title="Nobody replied")

    for query in ("", "?than=0", "?than=x", "?than=99999999999999999999", "?than=7"):
        assert stranger_client.get(f"/questions/{asked.pk}/new/{query}")["Location"] == f"{asked.get_absolute_url()}#{reply.anchor}"
    assert stranger_client.get(f"/questions/{silent.pk}/latest/")["Location"] == f"{silent.get_absolute_url()}#replies"
    assert stranger_client.get("/questions/999999/latest/").status_code == 404


# ---------------------------------------------------------------- while one reads


def test_a_page_that_stands_open_asks_for_little(asked, stranger_client, ben, settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    address = f"/questions/{asked.pk}/news/"
    first = stranger_client.get(address)

    with CaptureQueriesContext(connection) as cost:
        again = stranger_client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    build.a_reply(asked, ben)
    actions.take_away(build.a_question(ben, title="Hidden"), to="hidden", expected=("visible",))

    assert (first.json(), again.status_code, again.content, len(cost)) == ({"replies": 1}, 304, b"", 1)
    hidden = build.a_question(ben, title="Gone")
    actions.take_away(hidden, to="hidden", expected=("visible",))
    assert stranger_client.get(f"/questions/{hidden.pk}/news/").status_code == 404


def test_ones_own_reply_is_no_news_where_the_thread_goes_on(asked, client_of, ana, ben):
    client = client_of(ana)
    first = asked.replies.get()
    build.a_reply(first, ben)
    client.get(asked.get_absolute_url())
    build.a_reply(first, ana)

    page = str(read(f"{asked.get_absolute_url()}?from={first.path}", client))
    build.a_reply(asked, ben)

    assert "First new reply" not in page
    assert "First new reply" in str(read(f"{asked.get_absolute_url()}?from={first.path}", client))
