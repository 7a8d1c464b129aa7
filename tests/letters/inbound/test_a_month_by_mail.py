"""One member's month, played from a mailbox alone: she reads letters, answers them, and presses what a mail program presses."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from django.test import Client

from forum.discussions.models import Question
from forum.letters.models import LetterStop
from forum.stories import actions as stories
from forum.stories.models import StoryState
from tests import build
from tests.build import fresh
from tests.forum.stories import tales
from tests.letters.inbound.conftest import Postman, a_mail, answer_to
from tests.mail import Mailbox, words_of

ANA = "ana@example.org"
SITE = "http://localhost:8000"


class AtHerMail:
    """All that Ana has: the letters that came, a way to answer, and links whose page has a button."""

    def __init__(self, mailbox: Mailbox, postman: Postman) -> None:
        self.mailbox, self.postman, self.read = mailbox, postman, 0

    def new_letters(self) -> list[EmailMessage]:
        letters = self.mailbox.letters(ANA)
        new, self.read = letters[self.read :], len(letters)
        return new

    def the_letter(self, about: str) -> EmailMessage:
        """The only new one."""
        [letter] = self.new_letters()
        assert about in letter["Subject"], letter["Subject"]
        return letter

    def answer(self, letter: EmailMessage, words: str) -> None:
        self.postman.send(answer_to(letter, words))

    def write(self, to: str, subject: str, words: str) -> None:
        self.postman.send(a_mail(to=to, sender=f"Ana Ruiz <{ANA}>", subject=subject, words=words))

    def press(self, link: str) -> str:
        """The page of a link, and its button. Opening it changes nothing."""
        client, path = Client(), link.removeprefix(SITE)
        assert client.get(path).status_code == 200
        return client.post(path).content.decode()


@pytest.fixture
def at_her_mail(mailbox, postman) -> AtHerMail:
    return AtHerMail(mailbox, postman)


def test_a_month_from_a_mailbox(ana, ben, at_her_mail, client):
    milestone, joan = build.a_milestone(), build.a_story_moderator("Joan Pruitt")

    # the first week: she follows a milestone, with the address that somebody wrote down for her at a meeting
    client.post(f"/follow/page/{milestone.translation_key}/", {"address": ANA, "pace": "at_once"})
    confirm = at_her_mail.the_letter("follow")
    at_her_mail.press(re.search(r"https?://\S+/follow/confirm/\S+", words_of(confirm))[0])

    # a question is asked there, and she answers it
    bens = build.a_question(ben, on=milestone, title="Who unlocks the doors?")
    asked_there = at_her_mail.the_letter("Who unlocks the doors?")
    at_her_mail.answer(asked_there, "Our librarian does, and the van waits for her.\n\n-- \nAna Ruiz\nDos Arroyos")
    assert bens.replies.get().body == "<p>Our librarian does, and the van waits for her.</p>"
    assert bens.replies.get().author == ana

    # the second week: a question of her own, to the address in that letter
    own_address = re.search(r"reply\+\S+@\S+", words_of(asked_there))[0]
    at_her_mail.write(own_address, "Who drives on Saturdays?", "We have a van and nobody to drive it.")
    asked = Question.objects.get(author=ana)
    assert (asked.title, asked.body, asked.page_id, asked.state) == ("Who drives on Saturdays?", "<p>We have a van and nobody to drive it.</p>", milestone.pk, "visible")
    assert "Your question is on the site" in words_of(at_her_mail.the_letter("Your email arrived"))

    # it is answered, and she chooses the answer
    build.a_reply(asked, ben, body="<p>A parent with a license, paid by the hour.</p>")
    answered = at_her_mail.the_letter("Ben Okafor replied")
    assert "answer with the one word “chosen”" in words_of(answered)
    at_her_mail.answer(answered, "Chosen.")
    assert fresh(asked).answer.author == ben
    assert "You chose the reply of Ben Okafor" in words_of(at_her_mail.the_letter("Your email arrived"))

    # the third week: a round with the editor of the story that she sent in spring
    story = tales.opened(ana, joan, milestone=milestone)
    at_her_mail.new_letters()
    stories.request_changes(by=joan, story=story, note="<p>Who decided?</p>")
    at_her_mail.answer(at_her_mail.the_letter("A few questions about your story"), "The county board did, in May.")
    assert fresh(story).state == StoryState.WITH_EDITOR
    assert story.notes.last().words == "<p>The county board did, in May.</p>"
    at_her_mail.the_letter("story")  # thank you, with a copy

    # the fourth: enough of one question in a word, enough of the milestone by the button of her mail program
    at_her_mail.answer(answered, "Stop")
    assert "no more emails about this" in words_of(at_her_mail.the_letter("Your email arrived"))
    at_her_mail.press(re.search(r"<(.+)>", asked_there["List-Unsubscribe"])[1])
    build.a_reply(asked, ben, body="<p>Or ask the driver of the school bus.</p>")
    build.a_question(ben, on=milestone, title="Who pays?")

    assert LetterStop.objects.filter(person=ana).count() == 2
    assert at_her_mail.new_letters() == []
