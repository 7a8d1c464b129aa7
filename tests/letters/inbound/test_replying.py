"""Answering a letter: the words become a reply, once, by the same path as on the site."""

from __future__ import annotations

import re

import pytest

from forum.discussions.models import Draft, Question, Reply
from forum.letters import following
from forum.letters.actions import post
from forum.letters.inbound import fetching
from forum.letters.inbound.models import ReceivedMail
from forum.letters.inbound.reading import parse, read
from forum.letters.inbound.receiving import receive
from forum.letters.models import Happening, Letter, LetterStop
from tests import build
from tests.letters.inbound.conftest import a_mail
from tests.mail import tell_everybody, words_of
from tests.racing import at_once


@pytest.fixture
def question(ana):
    return build.a_question(ana, title="Who drives on Saturdays?")


@pytest.fixture
def letter(question, ben, mailbox):
    """To Ana: Ben replied."""
    build.a_reply(question, ben, body="<p>The van of the library.</p>")
    return mailbox.newest("ana@example.org")


def test_an_answer_becomes_a_reply_to_the_one_it_answers(letter, question, ana, postman, answer_to):
    postman.send(answer_to(letter, "Does it go on **Saturdays** too?"))

    made = question.replies.get(author=ana)
    assert made.body == "<p>Does it go on <strong>Saturdays</strong> too?</p>"
    assert made.parent == question.replies.get(number=1)
    assert (made.state, postman.left) == ("visible", 0)
    assert not Letter.objects.filter(kind__startswith="mail-").exists()


def test_a_letter_says_that_it_can_be_answered_where_it_can(letter):
    assert "You can answer this email" in words_of(letter)
    assert letter["Reply-To"].startswith("reply+")


def test_a_letter_says_nothing_of_it_where_nothing_is_set_up(question, ben, mailbox, settings):
    settings.INBOUND_EMAIL_DOMAIN = ""
    build.a_reply(question, ben)

    letter = mailbox.newest("ana@example.org")

    assert "You can answer" not in str(letter) and letter["Reply-To"] is None


def test_a_mail_that_comes_twice_is_posted_once(letter, question, ana, postman, answer_to):
    mail = answer_to(letter, "Thank you, we try it.")
    postman.send(mail, mail)
    postman.send(mail)
    again = answer_to(letter, "Thank you, we try it.")  # sent once more by hand: another Message-ID

    postman.send(again)

    assert question.replies.filter(author=ana).count() == 1
    assert ReceivedMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_that_comes_twice_at_once_is_posted_once(letter, question, ana, postman, answer_to):
    raw = answer_to(letter, "Thank you, we try it.").as_bytes()

    said = at_once(*[lambda: receive(read(parse(raw))).outcome] * 4)

    assert sorted(said) == ["ignored", "ignored", "ignored", "taken"]
    assert question.replies.filter(author=ana).count() == 1


def test_an_unfinished_run_is_gone_on_with(letter, question, ana, postman, answer_to, monkeypatch):
    for words in ("One.", "Two.", "Three."):
        postman.bring(answer_to(letter, words))
    monkeypatch.setattr(fetching._File, "take_away", lambda file: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        postman.send()
    monkeypatch.undo()

    postman.send()

    assert sorted(question.replies.filter(author=ana).values_list("body", flat=True)) == ["<p>One.</p>", "<p>Three.</p>", "<p>Two.</p>"]


def test_a_first_post_waits_for_review_and_its_author_is_told(newcomer, ben, postman, answer_to, mailbox):
    newcomer.accept_house_rules()
    asked = build.a_question(ben)
    tell_everybody()
    following.follow("page", asked.page_key, person=newcomer, pace="at_once")
    other = build.a_question(ben, on=asked.page, title="Who pays?")

    postman.send(answer_to(mailbox.newest(newcomer.email), "We ask the district."))

    assert other.replies.get().state == "waiting"
    assert "reads a first post" in words_of(mailbox.newest(newcomer.email))


def test_files_are_left_out_and_the_sender_is_told(letter, question, ana, postman, answer_to, mailbox):
    mail = answer_to(letter, "The plan is in the file.")
    mail.add_attachment(b"%PDF" + b"x" * 9_000, maintype="application", subtype="pdf", filename="plan.pdf")

    postman.send(mail)

    assert question.replies.get(author=ana).body == "<p>The plan is in the file.</p>"
    assert "which we left out" in words_of(mailbox.newest(ana.email))


def test_what_is_not_for_us_stays_where_it_is(postman):
    postman.send(a_mail(to="field@localhost", sender="ana@example.org", words="Dear staff"))

    assert (postman.left, ReceivedMail.objects.count(), Letter.objects.count()) == (1, 0, 0)


def test_chosen_in_one_word_chooses_the_answer(letter, question, postman, answer_to, mailbox):
    postman.send(answer_to(letter, "Chosen!"))

    question.refresh_from_db()
    assert question.answer == question.replies.get(number=1)
    assert "You chose the reply of Ben Okafor" in words_of(mailbox.newest("ana@example.org"))
    assert Reply.objects.count() == 1


def test_chosen_to_a_letter_about_several_replies_is_no_reply(question, ben, postman, answer_to, mailbox):
    for words in ("The van.", "The bus."):
        build.a_reply(question, ben, body=f"<p>{words}</p>")
    letter = mailbox.newest("ana@example.org")

    postman.send(answer_to(letter, "Chosen"))

    assert letter["Subject"].startswith("2 new")
    assert "which one you choose" in words_of(mailbox.newest("ana@example.org"))
    assert question.replies.count() == 2


def test_words_of_somebody_who_has_not_agreed_to_the_house_rules_wait_in_the_form(client_of, question, postman, answer_to, mailbox):
    val = build.a_newcomer("Val Moss", email="val@example.org")
    following.follow("question", question.pk, person=val, pace="at_once")
    build.a_reply(question)

    postman.send(answer_to(mailbox.newest(val.email), "We have a van."))

    link = mailbox.link(val.email).partition("localhost:8000")[2]
    assert "We have a van." in client_of(val).get(link).content.decode()
    assert Draft.objects.get().owner == val and not Reply.objects.filter(author=val).exists()


# ---------------------------------------------------------------- digests, and letters about several things


@pytest.fixture
def digest(question, ben, ana, mailbox):
    """Ana's, with a reply in it."""
    Happening.objects.all().delete()
    following.follow("question", question.pk, person=ana, pace="weekly")
    build.a_reply(question, ben)
    tell_everybody()
    post(Letter(kind="digest", person=ana, address=ana.email))
    Letter.objects.update(text="", html="")  # its words are found when it leaves
    return mailbox.newest(ana.email)


def test_a_question_comes_to_the_address_in_a_digest(digest, ana, postman, mailbox):
    to = re.search(r"reply\+\S+@\S+", words_of(digest))[0]

    postman.send(a_mail(to=to, sender=ana.email, subject="Who pays for the van?", words="We have no budget line for it."))

    asked = Question.objects.get(title="Who pays for the van?")
    assert (asked.placed, asked.author, asked.body) == (False, ana, "<p>We have no budget line for it.</p>")
    assert "A member of staff finds the right place" in words_of(mailbox.newest(ana.email))


def test_a_question_without_a_subject_is_its_first_line(digest, ana, postman):
    to = re.search(r"reply\+\S+@\S+", words_of(digest))[0]

    postman.send(a_mail(to=to, sender=ana.email, subject="", words="Who pays for the van?\n\nWe have no budget line."))

    assert Question.objects.get(title="Who pays for the van?").body == "<p>We have no budget line.</p>"


def test_a_digest_is_stopped_in_a_word_and_not_answered_otherwise(digest, ana, postman, answer_to, mailbox):
    postman.send(answer_to(digest, "I think the second one is right."))
    assert "told of several things" in words_of(mailbox.newest(ana.email))

    postman.send(answer_to(digest, "Unsubscribe"))

    assert LetterStop.objects.get(person=ana).kind == "digest"
    assert Reply.objects.filter(author=ana).count() == 0
