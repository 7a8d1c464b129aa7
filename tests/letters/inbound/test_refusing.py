"""What is not taken: each with a kind letter, to the person's own address and to no other; or without a word, where a machine wrote."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.discussions.models import Draft, Reply
from forum.letters import following
from forum.letters.inbound.addresses import Bound
from forum.letters.inbound.models import ReceivedMail
from forum.letters.models import Letter, LetterStop
from tests import build
from tests.letters.inbound.conftest import DOMAIN, a_mail
from tests.mail import words_of


@pytest.fixture
def question(ana):
    return build.a_question(ana, title="Who drives on Saturdays?")


@pytest.fixture
def letter(question, ben, mailbox) -> EmailMessage:
    build.a_reply(question, ben)
    return mailbox.newest("ana@example.org")


def told(address: str = "ana@example.org") -> list[Letter]:
    return list(Letter.objects.filter(kind__startswith="mail-", address=address))


def not_posted(question) -> bool:
    return not question.replies.exclude(author__email="ben@example.org").exists()


def test_another_sender(letter, question, postman, answer_to):
    postman.send(answer_to(letter, "Buy my pills.", sender="mallory@elsewhere.example"))

    [answer] = told()
    assert "from another address than ana@example.org" in answer.text
    assert "pills" not in answer.text and not_posted(question)
    assert not told("mallory@elsewhere.example")


@pytest.mark.parametrize(
    "sender",
    ["ana@example.org, mallory@elsewhere.example", "ana@example.org <mallory@elsewhere.example>", '"ana@example.org" <mallory@elsewhere.example>', "(ana@example.org) mallory@elsewhere.example", "<ana@example.org>mallory@elsewhere.example", ""],
)
def test_a_sender_who_only_looks_like_her(letter, question, postman, answer_to, sender):
    raw = answer_to(letter, "Buy my pills.").as_bytes().replace(b"From: ana@example.org", f"From: {sender}".encode())

    postman.send(raw)

    assert not_posted(question)


def test_a_second_from_counts_for_nothing(letter, question, postman, answer_to):
    postman.send(b"From: mallory@elsewhere.example\n" + answer_to(letter, "Buy my pills.").as_bytes())

    assert not_posted(question)


def test_a_sender_with_a_plus_is_the_same_mailbox(letter, question, ana, postman, answer_to):
    postman.send(answer_to(letter, "Thanks.", sender="Ana Ruiz <Ana+forum@Example.org>"))

    assert question.replies.filter(author=ana).exists()


@pytest.mark.parametrize(
    ("said", "posted"),
    [
        ("mx.example.org; dmarc=fail header.from=example.org", False),
        ("mx.example.org; spf=fail; dkim=none", False),
        ("mx.example.org; spf=fail; dkim=pass", True),
        ("mx.example.org; dmarc=pass", True),
        ("mallory.example; dmarc=fail", True),  # nobody that we asked
        ("", True),
    ],
)
def test_what_the_mail_server_found_out(letter, question, ana, postman, answer_to, settings, said, posted):
    settings.INBOUND_TRUSTED_SERVER = "mx.example.org"

    postman.send(answer_to(letter, "Thanks.", **({"Authentication_Results": said} if said else {})))

    assert question.replies.filter(author=ana).exists() is posted


def test_a_result_that_the_sender_wrote_below_counts_for_nothing(letter, question, ana, postman, answer_to, settings):
    settings.INBOUND_TRUSTED_SERVER = "mx.example.org"
    mail = answer_to(letter, "Thanks.")

    postman.send(b"Authentication-Results: mx.example.org; dmarc=fail\nAuthentication-Results: mx.example.org; dmarc=pass\n" + mail.as_bytes())

    assert not_posted(question)


def test_somebody_who_has_to_pause(letter, question, ana, postman, answer_to):
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))

    postman.send(answer_to(letter, "Thanks."))

    assert "staff have asked you to pause" in told()[0].text and not_posted(question)


def test_somebody_who_left_hears_nothing(letter, question, ana, postman, answer_to):
    User.objects.filter(pk=ana.pk).update(is_active=False)

    assert postman.send(answer_to(letter, "Thanks.")) == "refused"

    assert not told() and not_posted(question)


def test_a_question_that_was_taken_away(letter, question, postman, answer_to):
    actions.take_away(question, to="hidden", expected=("visible",))

    postman.send(answer_to(letter, "We have a van, and three people who take turns on it."))

    assert "taken off the site" in told()[0].text
    assert "> " not in told()[0].text and "three people who take turns" in told()[0].text  # so that nothing is lost


def test_a_reply_that_was_taken_away(letter, question, postman, answer_to):
    actions.take_away(question.replies.get(), to="hidden", expected=("visible",))

    postman.send(answer_to(letter, "Thanks."))

    assert "was taken away" in told()[0].text and not_posted(question)


@pytest.mark.parametrize("words", ["", "   \n\n", "-- \nAna Ruiz", "Sent from my iPhone"])
def test_nothing_of_their_own(letter, question, postman, answer_to, words):
    postman.send(answer_to(letter, words))

    assert "no words of yours" in told()[0].text and not_posted(question)


def test_too_much(letter, question, postman, answer_to):
    postman.send(answer_to(letter, "We tried this. " * 1_500))

    assert "longer than 20,000 characters" in told()[0].text and not_posted(question)


def test_too_often_and_the_words_wait_in_the_form(client_of, letter, question, ana, postman, answer_to, monkeypatch):
    monkeypatch.setattr("forum.discussions.limits.POSTS_PER_MEMBER", {"most": 1, "seconds": 600})

    postman.send(answer_to(letter, "First."), answer_to(letter, "Second."))

    assert [reply.body for reply in question.replies.filter(author=ana)] == ["<p>First.</p>"]
    assert Draft.objects.get(owner=ana).words == {"body": "Second."}
    assert "That was a lot in a short time" in told()[0].text


def test_what_was_refused_can_be_sent_again(letter, question, ana, postman, answer_to):
    User.objects.filter(pk=ana.pk).update(silenced_until=timezone.now() + timedelta(days=3))
    postman.send(answer_to(letter, "Thanks."))
    User.objects.filter(pk=ana.pk).update(silenced_until=None)

    postman.send(answer_to(letter, "Thanks."))

    assert question.replies.filter(author=ana).count() == 1


def test_one_letter_an_hour(letter, postman, answer_to):
    for number in range(3):
        postman.send(answer_to(letter, "-- \nAna", Message_ID=f"<{number}@x.example>"))

    assert len(told()) == 1
    assert ReceivedMail.objects.filter(outcome="refused").count() == 3


@pytest.mark.parametrize("sender", ["ana@example.org", "nobody@elsewhere.example"])
def test_an_address_that_we_never_wrote(ana, postman, sender):
    postman.send(a_mail(to=f"reply+abcdefgh@{DOMAIN}", sender=sender, words="Buy my pills."))

    letters = Letter.objects.all()
    assert [letter.address for letter in letters] == (["ana@example.org"] if sender == ana.email else [])
    assert not any("pills" in letter.text for letter in letters)


def test_a_letter_about_a_mail_cannot_be_answered_and_is_an_answer(letter, postman, answer_to, mailbox):
    mail = answer_to(letter, "")
    postman.send(mail)

    refusal = mailbox.newest("ana@example.org")

    assert (refusal["Auto-Submitted"], refusal["In-Reply-To"]) == ("auto-replied", mail["Message-ID"])
    assert not (refusal["Reply-To"] or "").startswith("reply+")


MACHINES = {
    "auto-submitted": {"Auto_Submitted": "auto-replied"},
    "precedence": {"Precedence": "bulk"},
    "list": {"List_Id": "<teachers.example.org>"},
    "bounce": {"Return_Path": "<>"},
    "away": {"Subject": "Automatic reply: Ben replied"},
    "away, Spanish": {"Subject": "Respuesta automática: Ben"},
    "autoreply": {"X_Autoreply": "yes"},
}


@pytest.mark.parametrize("machine", MACHINES)
def test_machines_are_not_answered(letter, question, postman, answer_to, machine):
    headers = {"sender": "mallory@elsewhere.example"} | MACHINES[machine]

    postman.send(answer_to(letter, "I am away until Monday.", **headers), answer_to(letter, "I am away until Monday.", **MACHINES[machine]))

    assert (not_posted(question), told(), ReceivedMail.objects.count(), postman.left) == (True, [], 0, 0)


def test_our_own_letters_do_not_come_round(letter, question, postman):
    del letter["To"]
    letter["To"] = letter["Reply-To"]

    postman.send(letter)

    assert not_posted(question) and not told()


def test_a_report_of_a_bounce(letter, question, postman):
    raw = f"From: a@elsewhere.example\nTo: {letter['Reply-To']}\nContent-Type: multipart/report; boundary=b\n\n--b\nContent-Type: text/plain\n\nIt came back.\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n\n--b--\n"

    postman.send(raw.encode())

    assert not_posted(question) and not told()


# ---------------------------------------------------------------- stopping


@pytest.mark.parametrize(("words", "subject"), [("Stop", "Re: x"), ("Unsubscribe, please".removesuffix(", please"), "Re: x"), ("", "unsubscribe"), ("Baja.", "Re: x")])
def test_stop_stops_the_letters_about_the_question(letter, question, ana, postman, answer_to, words, subject, mailbox):
    postman.send(answer_to(letter, words, Subject=subject))

    assert LetterStop.objects.get(person=ana).question == question.pk
    assert "you get no more emails about this" in words_of(mailbox.newest(ana.email))
    postman.send(answer_to(letter, "Follow"))
    assert not LetterStop.objects.exists()


def test_somebody_without_an_account_can_stop_and_cannot_post(ben, question, postman, answer_to, mailbox):
    following.follow("question", question.pk, address="val@example.org", pace="at_once")
    build.a_reply(question, ben)
    letter = mailbox.newest("val@example.org")

    postman.send(answer_to(letter, "We have a van."))
    postman.send(answer_to(letter, "stop"))

    assert "one needs an account" in told("val@example.org")[0].text
    assert LetterStop.objects.get(address="val@example.org").question == question.pk
    assert Reply.objects.exclude(author=ben).count() == 0


# ---------------------------------------------------------------- what stands in a mail or an address


def test_words_that_would_run_are_words(letter, question, ana, postman):
    page = b"Content-Type: text/html\n\n<p onclick=x>Hi<script>alert(1)</script><img src=x onerror=alert(1)> <a href='javascript:x'>there</a></p>"

    postman.send(f"From: ana@example.org\nTo: {letter['Reply-To']}\n".encode() + page)

    assert question.replies.get(author=ana).body == "<p>Hi there</p>"


def test_an_address_is_bound_to_what_it_was_made_for(question, ana, ben, postman):
    """Of a purpose that there is not, or a question that never was."""
    for bound in (Bound("z", ana.pk, str(question.pk)), Bound("r", ana.pk, "999999"), Bound("r", ana.pk, ""), Bound("r", 999_999, str(question.pk))):
        assert postman.send(a_mail(to=bound.address, sender=ana.email, words="Thanks.")) == "refused"
    assert Reply.objects.count() == 0
