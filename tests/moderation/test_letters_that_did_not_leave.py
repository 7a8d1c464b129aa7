"""What those who run the site see of the outbox, and what their presses do."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.letters import bounces
from forum.letters.models import Letter
from tests import build
from tests.browsing import hold_to_the_bars
from tests.letters.conftest import a_letter
from tests.forum.discussions.words import text_of

pytestmark = pytest.mark.django_db
PAGE = "/desk/letters/"


def a_dead_letter(**fields) -> Letter:
    letter = a_letter(**fields)
    letter.give_up("550 5.7.1 We do not know you")
    letter.refresh_from_db()
    return letter


def test_it_says_to_whom_and_why_and_shows_no_words(client_of, admin, ana):
    a_dead_letter(to=ana, subject="Ben replied", text="Only for Ana.")

    page = text_of(client_of(admin).get(PAGE))

    assert "Ben replied" in page and "550 5.7.1 We do not know you" in page and "Ana Ruiz" in page and ana.email in page
    assert "Only for Ana." not in page


def test_a_press_sends_one_again_and_it_arrives(client_of, admin, ana, mailbox):
    one, other = a_dead_letter(to=ana, subject="One"), a_dead_letter(to=ana, subject="Other")

    client_of(admin).post(PAGE, {"letter": one.pk})

    assert [letter["Subject"] for letter in mailbox.letters(ana.email)] == ["One"]
    assert Letter.objects.get(pk=other.pk).state == "dead"


def test_all_again_leaves_codes_and_what_lost_its_words(client_of, admin, ana):
    a_dead_letter(kind="sign-in-code", secret=True, subject="The code")
    a_dead_letter(to=ana, kind="approved")
    Letter.objects.filter(pk=a_dead_letter(to=ana, kind="approved").pk).update(text="", html="", subject="")

    page = client_of(admin).post(PAGE, {"all": "yes"}, follow=True)

    assert "1 email is sent again." in text_of(page)
    assert sorted(Letter.objects.values_list("kind", "state")) == [("approved", "dead"), ("approved", "due"), ("sign-in-code", "dead")]
    assert text_of(page).count("Send again") == 0


def test_an_address_is_opened_again(client_of, admin, ana):
    bounces.report(ana.email, "hard", "550 No such person")
    client = client_of(admin)
    assert "550 No such person" in text_of(client.get(PAGE))

    page = client.post(PAGE, {"open": ana.email}, follow=True)

    assert "We write to ana@example.org again." in text_of(page)
    assert bounces.shut_mailbox(ana.email) is None


def test_many_ask_as_much_as_one(client_of, admin, ana):
    client = client_of(admin)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    a_dead_letter(to=ana)
    bounces.report("x@example.org", "hard")
    queries()
    few = queries()
    for n in range(5):
        a_dead_letter(to=build.a_member(f"Reader {n}"))
        bounces.report(f"y{n}@example.org", "hard")

    assert queries() == few


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_screen_is_held_to_the_bars(page_of, admin, ana):
    a_dead_letter(to=ana)
    bounces.report("a-very-long-name-of-somebody-who-reads@a-very-long-domain-of-a-district.example.org", "hard", "550 No such person")
    page = page_of(admin)

    page.goto(PAGE)

    hold_to_the_bars(page)
