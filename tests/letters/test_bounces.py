"""Mail that comes back stops the mail to an address; its owner reads so on the site and can mend it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.letters import bounces, notices
from forum.letters.actions import erase_letters_of, forget_old_words
from forum.letters.bounces import open_again, report, shut_mailbox
from forum.letters.following import follow
from forum.letters.models import Letter, Mailbox, Notice
from tests import build
from tests.mail import tell_everybody

pytestmark = pytest.mark.django_db


def unread(person: User) -> int:
    return User.objects.get(pk=person.pk).unread_notices


@pytest.mark.parametrize("kind", ["hard", "complaint"])
def test_no_such_mailbox_and_a_complaint_shut_it_at_once(ana, kind):
    assert report("Ana@Example.org", kind, "550 5.1.1 No\r\nsuch person")

    mailbox = shut_mailbox(ana.email)
    assert (mailbox.shut_by, mailbox.words) == (kind, "550 5.1.1 No such person")


def test_a_full_mailbox_is_shut_on_the_fifth_day(ana):
    begin = timezone.now() - timedelta(days=60)
    said = [report(ana.email, "soft", "452 Full", begin + timedelta(days=day, hours=hour)) for day in range(5) for hour in (0, 1)]

    assert said == [False] * 8 + [True, False]


def test_soft_ones_far_apart_never_shut_it(ana):
    begin = timezone.now() - timedelta(days=400)

    assert not any(report(ana.email, "soft", "", begin + timedelta(days=31 * turn)) for turn in range(10))
    assert shut_mailbox(ana.email) is None


def test_its_owner_is_told_once_on_the_site(ana):
    for _turn in range(3):
        report(ana.email, "hard", "550 No")

    [group], _older = notices.newest_of(User.objects.get(pk=ana.pk))
    [(_notice, told)] = group.rows
    assert (told.line, told.url) == ("Emails to ana@example.org came back", "/my/settings/")
    assert unread(ana) == 1


def test_opening_again_takes_the_notice_away(ana):
    report(ana.email, "hard", "550 No")

    assert [open_again(ana.email), open_again(ana.email)] == [True, False]

    assert shut_mailbox(ana.email) is None
    assert unread(ana) == 0
    assert notices.newest_of(User.objects.get(pk=ana.pk))[0] == []


def test_what_came_back_before_it_was_opened_counts_no_more(ana):
    came_back = timezone.now()
    report(ana.email, "hard", "550 No", came_back)
    open_again(ana.email)

    assert not report(ana.email, "hard", "550 No", came_back - timedelta(minutes=1))
    assert report(ana.email, "hard", "550 No")
    assert Notice.objects.of(ana.pk).count() == 2


def test_a_complaint_outweighs_and_is_not_lifted_by_a_code(ana):
    report(ana.email, "hard", "550 No")
    assert bounces.mail_arrived(ana.email)
    report(ana.email, "complaint")
    report(ana.email, "hard", "550 No")

    assert not bounces.mail_arrived(ana.email)
    assert shut_mailbox(ana.email).shut_by == "complaint"


@pytest.mark.parametrize("address", ["", "no address", "a@b\nc", "a" * 300 + "@example.org"])
def test_a_report_about_no_address_is_passed_over(db, address):
    assert not report(address, "hard")
    assert not Mailbox.objects.exists()


def test_an_unknown_kind_is_a_mistake_of_the_caller(ana):
    with pytest.raises(ValueError):
        report(ana.email, "odd")


def test_nobody_is_told_where_the_address_is_no_members(db):
    assert report("somebody@example.org", "hard")
    assert not Notice.objects.exists()


# ---------------------------------------------------------------- what its owner reads and presses


@pytest.mark.parametrize("page", ["/my/settings/", "/my/notices/"])
def test_settings_and_notices_say_it_and_how_to_mend_it(client_of, ana, page):
    client = client_of(ana)
    assert "came back" not in client.get(page).content.decode()
    report(ana.email, "hard", "550 No")

    words = client.get(page).content.decode()

    assert "Emails to ana@example.org came back." in words
    assert "/accounts/address/" in words


def test_a_press_says_that_it_works(client_of, ana):
    report(ana.email, "complaint")

    page = client_of(ana).post("/my/settings/", {"works": "yes"}, follow=True)

    assert shut_mailbox(ana.email) is None
    assert "We write to ana@example.org again." in page.content.decode()


def test_a_code_from_the_mail_says_that_it_works(client, ana, mailbox):
    report(ana.email, "hard", "550 No")
    client.post("/accounts/login/", {"email": ana.email})

    client.post("/accounts/login/code/confirm/", {"code": mailbox.code(ana.email)})

    assert shut_mailbox(ana.email) is None


def test_who_is_told_at_once_reads_it_on_the_site_while_the_mailbox_is_shut(ana, ben):
    question = build.a_question(ana)
    report(ana.email, "hard", "550 No")
    build.a_reply(question, ben)
    tell_everybody()

    assert list(Notice.objects.of(ana.pk).filter(happening__kind="reply").values_list("pace", flat=True)) == ["on_site"]
    assert not Letter.objects.filter(person=ana).exists()


def test_nothing_of_it_is_left_of_who_leaves(ana):
    report(ana.email, "hard", "550 No")

    erase_letters_of(ana)

    assert not Mailbox.objects.exists()
    assert not Notice.objects.exists()


def test_what_is_known_of_addresses_of_nobody_is_forgotten(ana):
    long_ago = timezone.now() - timedelta(days=400)
    report(ana.email, "hard", "550 No", long_ago)
    report("gone@example.org", "hard", "550 No", long_ago)
    report("lately@example.org", "hard", "550 No")
    report("full@example.org", "soft", "452 Full")
    bounces.showed_up("stopped@example.org")
    follow("question", 12, address="val@example.org", pace="daily")
    bounces.showed_up("val@example.org")

    forget_old_words()

    assert set(Mailbox.objects.values_list("address", flat=True)) == {ana.email, "lately@example.org", "val@example.org"}
