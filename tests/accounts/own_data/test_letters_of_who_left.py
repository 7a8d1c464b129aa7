"""Letters that name somebody who left, and those to an address that was once theirs."""

from __future__ import annotations

import pytest

from accounts.models import SignInChange
from accounts.security import changes
from forum.letters.models import Letter, LetterStop, Mailbox
from tests import build
from tests.accounts.own_data.erasing import erase
from tests.accounts.own_data.everything import ADDRESS, NAME


def test_a_letter_on_its_way_to_another_says_a_former_member(zoe, ben):
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject=f"{NAME} replied", text=f"Hello, {NAME} wrote.", html=f"<b>{NAME}</b>", message_id="<1@x>")

    erase(zoe)

    letter = Letter.objects.get(person=ben)
    assert (letter.state, letter.subject, letter.text) == ("due", "a former member replied", "Hello, a former member wrote.")


def test_a_name_is_found_right_before_a_link(zoe, ben):
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject="A reply", text=f"({NAME}):https://site.example/a", html="", message_id="<1@x>")

    erase(zoe)

    assert Letter.objects.get(person=ben).text == "(a former member):https://site.example/a"


@pytest.mark.parametrize("name", ["https", "td", "color", "a"])
def test_a_letter_on_its_way_survives_whatever_its_writer_was_called(ben, name):
    sheet = '<style>td { color: red }</style><td class="a" style="color:red"><a href="https://site.example/a">Read a question</a></td>'
    Letter.objects.create(kind="reply", person=ben, address=ben.email, subject=f"{name} " * 40, text=f"By {name}: https://site.example/a", html=f"{sheet}<b>{name}</b>", message_id="<1@x>")

    erase(build.a_member(name))

    letter = Letter.objects.get(person=ben)
    assert letter.html == sheet.replace("Read a question", "Read a former member question" if name == "a" else "Read a question") + "<b>a former member</b>"
    assert letter.text == "By a former member: https://site.example/a"
    assert letter.subject.startswith("a former member a former member") and len(letter.subject) <= 250


def test_a_former_address_is_not_left_in_the_letter_that_told_of_the_move(zoe, ben):
    for person, old, new in ((zoe, "first@quillfeather.example", "second@quillfeather.example"), (zoe, "second@quillfeather.example", ADDRESS), (ben, "ben@old.example", f"ben+{ADDRESS}")):
        changes.note(person, SignInChange.Kind.ADDRESS, new, address=old)
    LetterStop(address="first@quillfeather.example", kind="digest").keep()
    Mailbox.objects.create(address="second@quillfeather.example")

    erase(zoe)

    assert [letter.address for letter in Letter.objects.filter(kind="account-change").order_by("pk")] == ["", "", "ben@old.example"]
    assert not Letter.objects.filter(address="").exclude(subject="", text="", html="", state="dropped").exists()
    assert not LetterStop.objects.exists() and not Mailbox.objects.exists()
