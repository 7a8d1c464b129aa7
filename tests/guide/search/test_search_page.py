"""The page at /search/: kinds, filters, marks, what to do instead, and what editors read of it."""

from html import unescape

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from guide.search.models import Asked, Synonym
from guide.search.snippets import snippet
from guide.search.words import words_of
from tests import build
from tests.guide.search.reading import the_worker_reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def field(ana, ben):
    page = build.a_milestone(prompts=["Find the principals", "Keep trying"])
    question = build.a_question(ana, on=page, title="How do we bring principals in?")
    build.a_reply(question, ben, body="<p>Ask each principal for one problem &amp; one hour.</p>")
    build.a_story("The principal’s bus", milestones=[page])
    the_worker_reads()
    return question


def soup(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(found) -> str:
    return " ".join(unescape(found.get_text()).split())


def test_all_kinds_are_found_and_counted(field, client):
    page = soup(client, "/search/?q=principals")

    assert [words(tab) for tab in page.select(".linktabs a")] == ["Everything 3", "Guide 1", "Questions 1", "Stories 1"]
    assert sorted(words(row.select_one("p")) for row in page.select(".hit")) == ["Guide", "Question", "Story"]
    assert words(page.select_one("[role=status]")) == "3 results for “principals”"


def test_a_hit_says_where_it_belongs_and_how_it_stands(field, client):
    (row,) = soup(client, "/search/?q=principals&kind=question").select(".hit")

    assert row.a["href"] == field.get_absolute_url()
    assert words(row.select_one(".row__meta")) == "1 reply Stage 1, Milestone 1"


def test_a_hit_of_the_guide_opens_at_its_heading(field, client):
    (row,) = soup(client, "/search/?q=principals&kind=guide").select(".hit")

    assert row.a["href"] == f"{field.page.url}#passage-{field.page.specific.body[0].id}"


def test_a_passage_of_another_page_says_on_which_it_stands(client):
    build.a_content_page("Contact the <b>Coalition", body=[("prose", "<h3>Write to us</h3><p>By pigeon.</p>")])
    the_worker_reads()

    (row,) = soup(client, "/search/?q=pigeon").select(".hit")

    assert (words(row.h3), words(row.select_one(".row__meta"))) == ("Write to us", "Contact the <b>Coalition")


def test_what_was_looked_for_is_marked_and_everything_is_escaped(ana, ben, client):
    question = build.a_question(ana, title="Is <script>alert(1)</script> a bus?")
    build.a_reply(question, ben, body="<p>&lt;img src=x onerror=alert(1)&gt; the bus &amp; the van</p>")
    the_worker_reads()

    page = soup(client, '/search/?q="van"<i>')

    assert page.select("main script, main img, main i") == []
    assert page.select_one("#q")["value"] == '"van"<i>'
    assert words(page.select_one(".row__text")) == "<img src=x onerror=alert(1)> the bus & the van"
    assert [mark.text for mark in page.select(".hit mark")] == ["van"]


def test_filters_stay_with_the_kinds_and_can_be_taken_off(field, client):
    page = soup(client, f"/search/?q=principals&stage=1&milestone={field.page_id}")

    assert [words(chip) for chip in page.select(".chips a")] == ["Stage 1 , remove filter", "Stage 1, Milestone 1 , remove filter", "Clear all"]
    assert all("stage=1" in tab["href"] for tab in page.select(".linktabs a"))
    assert page.select_one("#stage [selected]")["value"] == "1"


@pytest.mark.parametrize("address", ["kind=x", "stage=99", "milestone=zzz", "state=XX", "page=99999999999999999999", "page=-1", "answered=x"])
def test_odd_filters_are_passed_over(field, client, address):
    assert len(soup(client, f"/search/?q=principals&{address}").select(".hit")) == 3


@pytest.mark.parametrize("typed", ["", "the of and", '"*"'])
def test_nothing_to_look_for_is_no_error(field, client, typed):
    assert soup(client, f"/search/?q={typed}").select(".hit") == []


def test_a_misspelled_word_leads_to_the_right_one(field, client):
    page = soup(client, "/search/?q=principels")

    link = page.find("a", string="principals")
    assert link["href"] == "?q=principals"
    assert len(soup(client, f"/search/{link['href']}").select(".hit")) == 3


def test_nothing_found_offers_fewer_words_and_asking(field, client):
    page = soup(client, "/search/?q=braided principal ledger")

    assert page.select(".linktabs") == []
    assert words(page.select_one(".empty p")) == "Try fewer words, or a plainer one: principal finds 3 results."
    asking = soup(client, page.select_one(".empty .btn")["href"])
    assert words(asking.select_one("textarea[name=title]")) == "braided principal ledger"


def test_as_many_queries_for_one_result_as_for_many(ana, ben, client, django_assert_num_queries, django_assert_max_num_queries):
    on = build.a_milestone()
    build.a_reply(build.a_question(ana, on=on, title="One bus?"), ben, body="<p>A bus.</p>")
    the_worker_reads()
    client.get("/search/?q=bus")
    with django_assert_max_num_queries(12) as one:
        client.get("/search/?q=bus")
    for number in range(12):
        build.a_reply(build.a_question(ana, on=on, title=f"Bus {number}?"), ben, body="<p>A bus.</p>")
    build.a_story("The bus", milestones=[on])
    the_worker_reads()

    with django_assert_num_queries(len(one)):
        page = soup(client, "/search/?q=bus")

    assert len(page.select(".hit")) == 10
    assert len(soup(client, "/search/?q=bus&page=2").select(".hit")) == 4


def test_searches_are_counted_without_a_name(field, client, client_of, ana):
    for typed in ["Braided  LEDGER", "braided ledger", "principals", "ana@example.org", "call 217 555 0123"]:
        client_of(ana).get("/search/", {"q": typed})
    client.get("/search/?q=principals&page=2")
    client.get("/search/?q=principals&stage=1")
    client.get("/search/?q=later", headers={"sec-purpose": "prefetch"})

    assert list(Asked.objects.order_by("words").values_list("words", "times", "found")) == [("braided ledger", 2, 0), ("principals", 2, 3)]


def test_editors_read_what_nobody_found(client_of, eve, ana):
    today = timezone.localdate()
    Asked.objects.create(on=today, words="zeppelin", times=3)
    Asked.objects.create(on=today, words="principals", times=9, found=4)
    Asked.objects.create(on=today - timezone.timedelta(days=40), words="long ago", times=1)
    rows = lambda address: [words(row.td) for row in soup(client_of(eve), address).select("tbody tr")]  # noqa: E731

    assert rows(reverse("guide_searches")) == ["zeppelin"]
    assert rows(reverse("guide_searches") + "?show=all&days=90") == ["principals", "zeppelin", "long ago"]
    assert client_of(ana).get(reverse("guide_searches"))["Location"].startswith("/accounts/cms/")


def test_editors_put_words_together(client_of, eve):
    client_of(eve).post("/cms/snippets/search/synonym/add/", {"words": "van, minibus"})

    assert Synonym.objects.filter(words="van, minibus").exists()
    with pytest.raises(ValidationError):
        Synonym(words="van, the").full_clean()


def test_every_page_leads_to_the_search(client):
    assert soup(client, "/search/").select_one('.mainnav a[href="/search/"]')["aria-current"] == "page"
    assert soup(client, "/").select_one('.mainnav a[href="/search/"]')


def test_a_snippet_shows_the_place_that_holds_most():
    stems = {stem for word in words_of("money principals", "en") for stem in word.stems}
    text = "Money first. " + "Nothing here at all. " * 40 + "Then the principals asked for money. " + "And so on. " * 40

    shown = snippet(text, stems, "en")

    assert shown.startswith("… ") and shown.endswith(" …") and len(shown) < 300
    assert "Then the <mark>principals</mark> asked for <mark>money</mark>." in shown


def test_a_snippet_shows_the_words_side_by_side():
    stems = {stem for word in words_of("lead partner", "en") for stem in word.stems}
    text = "A partner may take the lead. " + "Nothing here at all. " * 40 + "Who is the lead partner? " + "And so on. " * 40

    assert "Who is the <mark>lead</mark> <mark>partner</mark>?" in snippet(text, stems, "en")


def test_a_snippet_of_one_endless_word_is_cut():
    assert len(snippet("x" * 20_000, {"y"}, "en")) < 300
