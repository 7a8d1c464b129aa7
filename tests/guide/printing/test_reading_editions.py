"""Readers find an edition where it belongs as soon as it is there; editors see how far the next one is."""

from __future__ import annotations


import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guide.models import ToolsPage
from guide.printing.made import editions_made
from guide.printing.models import LEASE, Edition, Step, Unprinted
from tests import build


@pytest.fixture
def editions(stage) -> list[Edition]:
    return [build.an_edition(), build.an_edition("stages", kind="stages", pages=1), build.an_edition("stage-1", kind="stage", stage=stage)]


def test_an_edition_is_a_pdf_under_an_address_that_stays(client, editions):
    answer = client.get("/printed/stage-1.pdf")

    assert answer.getvalue() == b"%PDF-1.7"
    assert {name: answer.headers[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Disposition")} == {
        "Content-Type": "application/pdf",
        "Cache-Control": "public, max-age=60",
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": 'inline; filename="stage-1.pdf"',
    }
    assert "object-src 'self'" in answer.headers["Content-Security-Policy"]


def test_who_has_it_already_gets_it_no_second_time(client, editions):
    tag = client.get("/printed/guide.pdf").headers["ETag"]

    assert client.get("/printed/guide.pdf", headers={"if-none-match": tag}).status_code == 304

    Edition.objects.update(digest="1" * 64)
    assert client.get("/printed/guide.pdf", headers={"if-none-match": tag}).status_code == 200


@pytest.mark.parametrize("address", ["/printed/stage-2.pdf", "/printed/..pdf", "/printed/guide-60d3aac0e83a.pdf"])
def test_what_is_not_printed_is_not_found(client, editions, address):
    assert client.get(address).status_code == 404


def test_a_file_that_is_lost_is_not_found(client, editions):
    default_storage.delete(editions[0].file)

    assert client.get("/printed/guide.pdf").status_code == 404


def test_pages_lead_to_their_editions_and_only_to_those_that_are_there(client, editions, stage, milestone):
    build.the_home().add_child(instance=ToolsPage(title="Tools", slug="tools"))
    links = {
        "/": ["/printed/guide.pdf", "/printed/stages.pdf"],
        "/tools/": ["/printed/guide.pdf", "/printed/stages.pdf"],
        "/part-3/": ["/printed/stages.pdf"],
        "/part-3/stage-1/": ["/printed/stage-1.pdf"],
        milestone.url: [],
    }

    assert {address: printed_links(client, address) for address in links} == links

    Edition.objects.update(file="")
    assert {address: printed_links(client, address) for address in links} == dict.fromkeys(links, [])


def printed_links(client, address: str) -> list[str]:
    html = client.get(address).content.decode()
    return [piece.partition('"')[0] for piece in html.split('href="')[1:] if piece.startswith("/printed/")]


def test_a_link_says_that_it_is_a_pdf_and_how_long(client, editions):
    html = client.get("/part-3/stage-1/").content.decode()

    assert "Print this stage (PDF)</a>" in html
    assert "40 pages, 293.0\xa0KB" in html
    assert "one page, 293.0\xa0KB" in client.get("/part-3/").content.decode()


def test_editors_see_how_far_the_printing_is(client_of, eve, editions):
    claim = {"claimed_by": "a printer", "claimed_until": timezone.now() + LEASE}
    Edition.objects.filter(kind="guide").update(due_at=timezone.now(), step=Step.LAYING_OUT, pages_so_far=12, **claim)
    Edition.objects.filter(kind="stage").update(due_at=timezone.now())
    Unprinted.objects.all().delete()

    html = client_of(eve).get("/cms/editions/").content.decode()

    assert [words in html for words in ("Printing now: laying out, page 12", "Waiting for its turn", "Up to date", "data-at-work")] == [True] * 4
    assert "Printed editions" in client_of(eve).get("/cms/").content.decode()


def test_editors_see_that_a_change_waits(client_of, eve, editions):
    assert "is not printed yet" in client_of(eve).get("/cms/editions/").content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_of_editors_asks_about_the_printing_twice(client_of, eve, editions, how_many):
    Edition.objects.filter(pk__in=[edition.pk for edition in editions[how_many:]]).delete()
    client = client_of(eve)

    with CaptureQueriesContext(connection) as asked:
        client.get("/cms/editions/")

    assert len([query for query in asked.captured_queries if "printing_" in query["sql"]]) == 2


def test_editors_may_have_everything_compared_again(client_of, eve, editions):
    Edition.objects.update(tries=4, trouble="It broke.")

    answer = client_of(eve).post("/cms/editions/again/", follow=True)

    assert "Every edition is compared with the guide now" in answer.content.decode()
    assert Edition.objects.due().filter(tries=0).count() == 3


def test_moderators_have_no_business_there(client_of, sam, editions):
    answers = [client_of(sam).get("/cms/editions/"), client_of(sam).post("/cms/editions/again/")]

    assert [(answer.status_code, answer.headers.get("Location", "").partition("?")[0]) for answer in answers] == [(302, "/accounts/cms/")] * 2
    assert not Edition.objects.due().exists()


def test_for_a_few_seconds_pages_ask_no_second_time_what_is_printed(editions, settings, django_assert_num_queries):
    settings.VISITOR_PAGES_KEPT_FOR = 3600
    locale = editions[0].locale_id
    assert len(editions_made(locale)) == 3
    Edition.objects.update(file="")

    with django_assert_num_queries(0):
        assert len(editions_made(locale)) == 3

    settings.VISITOR_PAGES_KEPT_FOR = 0
    assert editions_made(locale) == []
