"""Letters whose words the worker finds when they leave, and keeps."""

from __future__ import annotations

import pytest

from accounts.models import User
from forum.discussions import actions, emails
from forum.letters.following import happened
from forum.letters.models import Happening, Letter, LetterStop
from forum.letters.post_office import PostOffice
from forum.letters.transport import Closed
from tests import build
from tests.mail import tell_everybody, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(ana, ben):
    return build.a_reply(build.a_question(ana, title="Who drives on Saturdays?"), ben, body="<p>The van of the library.</p>")


def the_letter() -> Letter:
    return Letter.objects.get()


def test_a_post_writes_one_row_and_the_worker_the_letter_and_its_words(ana, reply, mailbox):
    assert (Letter.objects.count(), Happening.objects.filter(kind="reply").count()) == (0, 1)
    tell_everybody()
    assert (the_letter().text, the_letter().subject, the_letter().headers) == ("", "", {})

    letter = mailbox.newest(ana.email)

    assert "Who drives on Saturdays?" in letter["Subject"]
    assert "The van of the library." in words_of(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Message-ID"] == the_letter().message_id


def test_the_row_costs_one_statement_however_many_read_it(ana, ben, sam, reply, django_assert_num_queries):
    answer = build.a_reply(reply, sam)
    Happening.objects.all().delete()

    with django_assert_num_queries(1):
        emails.tell_of_reply(answer, question=reply.question, parent=reply)

    tell_everybody()
    assert {letter.address for letter in Letter.objects.all()} == {ana.email, ben.email}


class ClosesOnce:
    """A mail server that shuts the door on the first letter of each, and takes it the second time."""

    def __init__(self) -> None:
        self.offered = []

    def open(self):
        pass

    def send(self, message, *, name):
        self.offered.append(message.body)
        if len(self.offered) == 1:
            raise Closed("Not now.")

    def close(self):
        pass


def test_a_second_try_sends_the_words_of_the_first(reply):
    tell_everybody()
    office = PostOffice(transport := ClosesOnce())
    office.deliver()
    User.objects.filter(pk=reply.author_id).update(display_name="Benjamin")
    Letter.objects.update(due_at="2020-01-01T00:00Z")
    office.opens_at = 0

    office.deliver()
    office.end()

    assert len(transport.offered) == 2
    assert transport.offered[0] == transport.offered[1]


def test_who_stopped_such_letters_meanwhile_gets_none(ana, reply, mailbox):
    tell_everybody()
    LetterStop(person=ana, question=reply.question_id).keep()

    assert mailbox.letters(ana.email) == []
    assert the_letter().state == "dropped"


def test_a_choice_taken_back_before_the_letter_left_is_not_told(ana, ben, reply, mailbox):
    actions.choose_answer(by=ana, question=reply.question, reply=reply, instead_of=None)
    actions.take_back_the_choice(by=ana, question=reply.question, reply=reply)

    assert mailbox.letters(ben.email) == []
    letter = Letter.objects.get(person=ben)
    assert (letter.state, letter.last_error) == ("dropped", "What it would tell is not so any more.")


def test_a_letter_of_a_kind_that_nobody_composes_is_kept_and_holds_up_no_other(ana, ben, reply, mailbox):
    asked = build.a_question(ana, title="Who pays?")
    happened("unheard-of", once="x", about=("question", asked.pk), on=[], to={ana.pk: "asked"})

    assert len(mailbox.letters(ana.email)) == 1
    kept = Letter.objects.get(kind="unheard-of")
    assert (kept.state, kept.attempts) == ("due", 1)
    assert "unheard-of" in kept.last_error
