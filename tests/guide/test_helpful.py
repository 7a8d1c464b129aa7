"""“Was this page helpful?”: one press without a token, a reason if one likes, a list for editors, and nobody's name."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from guide.models import Opinion
from guide.models.opinions import MAY_SAY_WHY
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestone():
    return build.a_milestone("Convene", stage=build.a_stage("Decide"))


def press(client, page, helped: str, **headers):
    return client.post(f"/helpful/{page.pk}/", {"helped": helped}, headers=headers)


def test_the_form_on_the_page_needs_no_cookie_and_no_token(client, milestone):
    page = client.get(milestone.address)

    form = re.search(r'<form class="wrap mt-7 helpful".*?</form>', page.content.decode(), re.DOTALL)[0]
    assert f'action="/helpful/{milestone.pk}/"' in form
    assert "csrf" not in form
    assert not page.cookies


def test_a_press_is_kept_and_asks_why(client, milestone):
    answer = press(client, milestone, "no", Origin="http://testserver")

    opinion = Opinion.objects.get()
    assert (opinion.page_id, opinion.helped, opinion.revision_id) == (milestone.pk, False, milestone.live_revision_id)
    assert answer.headers["Location"] == f"/helpful/{opinion.key}/"
    legend = BeautifulSoup(client.get(answer.headers["Location"]).content, "html.parser").legend
    assert legend.get_text(" ", strip=True) == "What was missing?"  # not “(optional)”: an empty answer is refused


def test_a_reason_is_taken_once(client, milestone):
    address = press(client, milestone, "no").headers["Location"]

    client.post(address, {"reason": "unclear", "words": "What is an <b>intermediary</b>?"})
    again = client.post(address, {"reason": "other", "words": "Something else"})

    opinion = Opinion.objects.get()
    assert (opinion.reason, opinion.words) == ("unclear", "What is an <b>intermediary</b>?")
    assert "An editor reads what you wrote" in again.content.decode()


def test_an_empty_reason_and_a_long_one_are_told_what_to_do(client, milestone):
    address = press(client, milestone, "no").headers["Location"]

    empty, long = client.post(address), client.post(address, {"words": "x" * 501})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Choose what comes closest" in empty.content.decode()
    assert "x" * 501 in long.content.decode()
    assert Opinion.objects.get().words == ""


def test_after_an_hour_the_reason_is_closed(client, milestone):
    address = press(client, milestone, "no").headers["Location"]
    Opinion.objects.update(at=timezone.now() - MAY_SAY_WHY)

    client.post(address, {"reason": "unclear"})

    assert Opinion.objects.get().reason == ""


@pytest.mark.parametrize(("helped", "headers"), [("no", {"Origin": "https://elsewhere.example"}), ("no", {"Referer": "https://elsewhere.example/x"}), ("no", {"Origin": "null"}), ("maybe", {}), ("", {}), ("\x00", {})])
def test_a_press_from_elsewhere_or_of_nothing_is_not_kept(client, milestone, helped, headers):
    answer = press(client, milestone, helped, **headers)

    assert answer.status_code == 302
    assert answer.headers["Location"] in (milestone.address, f"/part-3/stage-1/{milestone.slug}/")
    assert Opinion.objects.count() == 0


def test_too_many_presses_are_told_to_wait(client, milestone):
    answers = [press(client, milestone, "yes") for _ in range(31)]

    assert [answer.status_code for answer in answers] == [302] * 30 + [429]
    assert Opinion.objects.count() == 30


def test_a_page_that_is_not_published_takes_none(client, milestone):
    milestone.unpublish()

    assert press(client, milestone, "yes").status_code == 404
    assert client.get(f"/helpful/{uuid4()}/").status_code == 404


def test_a_deleted_page_leaves_the_thanks(client, milestone):
    address = press(client, milestone, "no").headers["Location"]
    milestone.delete()

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("how_many", [1, 3])
def test_editors_see_the_least_helpful_first(client_of, eve, how_many, django_assert_num_queries):
    stage = build.a_stage("Decide")
    for number in range(how_many):
        page = build.a_milestone(f"Page {number}", stage=stage)
        for _ in range(number + 1):
            Opinion.objects.create(page=page, helped=False, words="Where are the forms?")
    client = client_of(eve)
    client.get("/cms/opinions/")

    rows = list(Opinion.objects.by_page())
    assert [row["no"] for row in rows] == list(range(how_many, 0, -1))
    with django_assert_num_queries(1):
        list(Opinion.objects.by_page())
    assert f"Page {how_many - 1}" in client.get("/cms/opinions/").content.decode()
    assert "Where are the forms?" in client.get(f"/cms/opinions/?page={page.pk}").content.decode()
