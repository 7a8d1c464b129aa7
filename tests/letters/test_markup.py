"""The check of our letters' markup: each kind, as a mail program gets it, with words of people in it."""

from __future__ import annotations

import re
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.core.mail import EmailMessage as DjangoEmail
from django.utils import timezone, translation
from django.utils.timezone import make_aware

from accounts.models import User
from forum.letters.models import ALWAYS_SENT, Letter
from forum.letters.post_office import message_of
from forum.letters.sheets import compose
from tests.letters.test_words import FETCHED, HEAVIEST, KINDS

CODES = {"sign-in-code", "proof-code", "address-code"}
PARAGRAPH = "What worked was a list that hangs in the hall — “first come, first served” & <no exceptions>. "
LONG = (PARAGRAPH * 90)[:8_000]
DAY = make_aware(datetime(2026, 11, 20, 8))


def a_person(name: str) -> SimpleNamespace:
    return SimpleNamespace(shown_name=name, first_name=name.split()[0], shown_role="Principal, Tulsa", shown_place="Tulsa, OK", pk=5)


def context_of(kind: str) -> dict:
    """All that any of the templates names."""
    ana, ben = a_person("Ana Ruiz"), a_person("Ben O’Hara & Co")
    question = SimpleNamespace(title="Who drives on Saturdays & who pays?", author=ana, language="en", pk=12, get_absolute_url="/questions/12/who-drives/")
    story = SimpleNamespace(title="Six stops in one morning", reference="STORY-12", lead="How a bus came back.", place="Tulsa, OK", credit_line="Ana Ruiz, parent", author=ana)
    lines = [{"title": f"Question {n} about <b>buses</b>", "url": f"/questions/{n}/", "words": "2 new replies", "language": "en"} for n in range(8)]
    told = [{"title": f"Question {n}", "line": f"Ben replied, {n}", "url": f"/questions/{n}/replies/1/", "words": PARAGRAPH, "language": "en"} for n in range(20)]
    sentence = "Somebody changed your address."
    return {
        "question": question, "reply": SimpleNamespace(author=ben, question=question), "story": story, "words": LONG, "why": "It names a child & a room.", "note": "Could you say more?",
        "by": ben, "chosen_by": ben, "inviter": ben, "who": ben, "author": ben, "thing": SimpleNamespace(name="Utah"), "followed": SimpleNamespace(name="Utah"),
        "told": told, "more": 3, "all": 23, "heading": "Who drives?", "sections": [{"heading": f"Section {n}", "lines": lines, "more": 2} for n in range(6)],
        "counted": "3 answers, 2 new", "day": "Friday, November 20", "due": DAY, "due_on": DAY, "until": DAY, "at": DAY, "copy": [("What you did", PARAGRAPH * 10)] if kind.startswith("story") else SimpleNamespace(ends_at=DAY, left_out=[]),
        "change": SimpleNamespace(words=sentence, at=DAY), "what": "Your address changed", "sentence": sentence, "about": "Who drives?", "code": "123456",
        "link": "/questions/12/", "link_words": "Read it in its place",
        "line": "Your reply stands in another thread now", "their_reason": "It answers <b>that</b> one.", "replies": 3, "is_last": True, "stands": True, "looking": "/still-looking/12/",
        "rows": [(question, 3, True, ben), (question, 8, False, ben), (question, 1, False, None)], "number": 23, "first": question,
        "place": "Stage 1, Milestone 4", "because": "You were there & told of it.", "not_me": "/not-me/", "someone_else": "/someone-else/", "saved_at": DAY,
    }  # fmt: skip


@cache
def arrived(kind: str, language: str = "en") -> EmailMessage:
    """As it is after the post office made it and a mail program read it."""
    letter = Letter(pk=1, kind=kind, person=User(pk=5, email="ana@example.org", display_name="Ana Ruiz"), address="ana@example.org", secret=kind in CODES)
    letter.message_id, letter.about_question, letter.written_at = "<one@localhost>", 12, timezone.now()
    with translation.override(language):
        compose(letter, context_of(kind))
    return message_from_bytes(message_of(letter).message().as_bytes(), policy=policy.default)


def html_of(letter: EmailMessage) -> str:
    return letter.get_body(["html"]).get_content()


def text_of(letter: EmailMessage) -> str:
    return letter.get_body(["plain"]).get_content()


def seen(html: str) -> BeautifulSoup:
    """What a reader sees."""
    page = BeautifulSoup(html, "html.parser")
    for hidden in page.select("title, style, [style*='display:none']"):
        hidden.decompose()
    return page


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w’']+", text.casefold()))


@pytest.fixture(params=KINDS)
def kind(request) -> str:
    return request.param


def test_nothing_is_fetched_and_nothing_runs(kind):
    html = html_of(arrived(kind))

    assert FETCHED.findall(html) == []
    assert not re.search(r"<(form|input|iframe|object)\b|\son\w+\s*=|javascript:", html, re.IGNORECASE)


def test_every_picture_has_words_and_nothing_is_lost_without_it(kind):
    page = seen(html_of(arrived(kind)))

    assert [picture for picture in page.find_all("img") if not picture.get("alt")] == []
    assert page.find("h1").get_text(strip=True)
    assert all(link.get_text(strip=True) for link in page.find_all("a"))


@pytest.mark.django_db  # in another language a page of the guide is looked for
@pytest.mark.parametrize("language", ["en", "es"])
def test_it_weighs_little_with_long_words_of_people(kind, language):
    html = html_of(arrived(kind, language))

    assert len(html.encode()) <= HEAVIEST
    assert f'<html lang="{language}">' in html


def test_the_text_says_all_that_the_html_says(kind):
    letter = arrived(kind)
    page, text = seen(html_of(letter)), text_of(letter)

    assert words(page.get_text(" ")) - words(text) <= {"or"}  # between two links at the foot
    assert {link["href"] for link in page.find_all("a")} - set(re.findall(r"(?:https?://|mailto:)[^\s)]+", text)) == set()


def test_words_of_people_stay_words(kind):
    letter = arrived(kind)

    assert "&amp;" not in text_of(letter)
    assert seen(html_of(letter)).find(["no", "b"]) is None


def test_no_template_leaves_a_mark_behind(kind):
    letter = arrived(kind)

    for said in (html_of(letter), text_of(letter), letter["Subject"]):
        assert not re.search(r"\{[{%]|[%}]\}|\bNone\b|SimpleNamespace", said)


def test_the_reason_stands_in_both_forms(kind):
    letter = arrived(kind)
    at_the_foot = text_of(letter).partition("\n-- ")[2].strip().splitlines()[0]

    assert re.match(r"You (get|got|asked|are)|Someone|Somebody|This|We |If ", at_the_foot), at_the_foot
    assert words(re.sub(r"https?://\S+", "", at_the_foot)) <= words(seen(html_of(letter)).get_text(" "))


def test_headers_by_which_programs_thread_sort_and_stop(kind):
    letter = arrived(kind)

    assert letter["Message-ID"] == "<one@localhost>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["In-Reply-To"] == letter["References"] == "<question-12@localhost>"
    assert letter["Date"] and letter["From"] and letter["To"] == "ana@example.org"
    can_be_stopped = kind not in CODES | ALWAYS_SENT
    assert (letter["List-ID"] == "<question-12.localhost>") == can_be_stopped
    assert (letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click") == can_be_stopped
    assert ("/letters/unsubscribe/" in (letter["List-Unsubscribe"] or "")) == can_be_stopped
    assert ("/letters/unsubscribe/" in text_of(letter)) == can_be_stopped


def test_a_subject_is_one_line_of_a_fair_length(kind):
    subject = arrived(kind)["Subject"].removeprefix(" ")  # a long one begins on the line after its name

    assert subject.strip() == subject and 5 < len(subject) <= 250
    assert not re.search(r"[\r\n]", subject)


def test_a_line_break_in_a_name_begins_no_header():
    letter = Letter(kind="reply", person=User(pk=5), address="ana@example.org", message_id="<one@localhost>")
    context = context_of("reply")
    context["question"].title = "Who drives?\r\nBcc: everybody@example.org"
    compose(letter, context)

    message = message_of(letter)

    assert isinstance(message, DjangoEmail)
    assert message_from_bytes(message.message().as_bytes(), policy=policy.default)["Bcc"] is None


def test_dark_colors_reach_all_that_has_a_light_ground(kind):
    """A color that is written on the element needs a class that the dark rules name, or it stays light in the dark."""
    page = BeautifulSoup(html_of(arrived(kind)), "html.parser")
    lost = []
    for element in page.select("[style*=background], [style*='color:']"):
        style = element["style"]
        classes = {name for one in [element, *element.parents] if one.get("class") for name in one["class"]}
        if re.search(r"background:#(fff|f0|e4|fd|ff)", style) and not {"ground", "sheet", "quote", "note"} & set(element.get("class", [])):
            lost.append(element)
        if re.search(r"(?<!-)color:#(15|43)", style) and not {"ink", "soft", "sheet"} & classes:
            lost.append(element)
    assert lost == []
