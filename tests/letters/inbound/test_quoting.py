"""What people wrote, out of what their mail programs send: a corpus of the shapes that are known, in English and in Spanish."""

from __future__ import annotations

import time
from email.message import EmailMessage

import pytest

from forum.letters.inbound.html_mail import text_of_html
from forum.letters.inbound.quoting import own_words
from forum.letters.inbound.reading import parse, read

LETTER = """Ben Okafor replied to “Who drives on Saturdays?”

The van of the library.

--
You get this because you asked this question."""
QUOTED = "\n".join(f"> {line}".rstrip() for line in LETTER.splitlines())
OURS = "Ask the Field <field@example.org>"
WORDS = "We asked the district.\n\nThey said yes."

SHAPES = {
    "gmail": f"{WORDS}\n\nOn Mon, Nov 2, 2026 at 9:41 AM {OURS}\nwrote:\n\n{QUOTED}\n",
    "gmail, the address on a line of its own": f"{WORDS}\n\nOn Mon, Nov 2, 2026 at 9:41 AM Ask the Field <\nfield@example.org> wrote:\n\n{QUOTED}\n",
    "gmail, Spanish": f"{WORDS}\n\nEl lun, 2 nov 2026 a las 9:41, Ask the Field (<field@example.org>)\nescribió:\n\n{QUOTED}\n",
    "gmail on a phone": f"{WORDS}\n\nSent from my Pixel\n\nOn Mon, Nov 2, 2026, 9:41 AM {OURS} wrote:\n\n{QUOTED}",
    "apple mail": f"{WORDS}\n\n> On Nov 2, 2026, at 9:41 AM, {OURS} wrote:\n> \n{QUOTED}\n",
    "iphone": f"{WORDS}\n\nSent from my iPhone\n\n> On Nov 2, 2026, at 9:41 AM, {OURS} wrote:\n> \n> ﻿\n{QUOTED}\n",
    "iphone, Spanish": f"{WORDS}\n\nEnviado desde mi iPhone\n\n> El 2 nov 2026, a las 9:41, {OURS} escribió:\n> \n{QUOTED}\n",
    "outlook": f"{WORDS}\n\nFrom: {OURS}\nSent: Monday, November 2, 2026 9:41 AM\nTo: Ana Ruiz <ana@example.org>\nSubject: Ben Okafor replied\n\n{LETTER}\n",
    "outlook, with a line above": f"{WORDS}\n\n________________________________\nFrom: {OURS}\nSent: Monday, November 2, 2026 9:41 AM\nTo: Ana Ruiz <ana@example.org>\nSubject: Ben Okafor replied\n\n{LETTER}\n",
    "outlook, Spanish": f"{WORDS}\n\nDe: {OURS}\nEnviado el: lunes, 2 de noviembre de 2026 9:41\nPara: Ana Ruiz <ana@example.org>\nAsunto: Ben Okafor respondió\n\n{LETTER}\n",
    "outlook on a phone": f"{WORDS}\n\nGet Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\nFrom: {OURS}\nSent: Monday, November 2, 2026 9:41:10 AM\nTo: Ana Ruiz <ana@example.org>\nSubject: Ben Okafor replied\n\n{LETTER}\n",
    "outlook of long ago": f"{WORDS}\n\n-----Original Message-----\nFrom: {OURS}\nSent: Monday, November 2, 2026 9:41 AM\nTo: Ana\nSubject: Ben\n\n{LETTER}\n",
    "outlook of long ago, Spanish": f"{WORDS}\n\n-----Mensaje original-----\nDe: {OURS}\nEnviado: lunes\nPara: Ana\nAsunto: Ben\n\n{LETTER}\n",
    "yahoo": f"{WORDS}\n\n    On Monday, November 2, 2026 at 09:41:12 AM EST, {OURS} wrote:  \n \n {LETTER}\n",
    "yahoo on a phone": f"{WORDS}\n\nSent from Yahoo Mail for iPhone\n\nOn Monday, November 2, 2026, 9:41 AM, {OURS} wrote:\n\n{LETTER}\n",
    "yahoo, Spanish": f"{WORDS}\n\nEnviado desde Yahoo Mail para Android\n\n  El lun., nov. 2, 2026 a la(s) 9:41 a. m., {OURS} escribió:\n\n{LETTER}\n",
    "thunderbird": f"{WORDS}\n\nOn 11/2/26 9:41 AM, Ask the Field wrote:\n{QUOTED}\n\n-- \nAna Ruiz\nDos Arroyos Schools\n",
    "thunderbird, Spanish": f"{WORDS}\n\nEl 2/11/26 a las 9:41, Ask the Field escribió:\n{QUOTED}\n",
    "thunderbird, below": f"On 11/2/26 9:41 AM, Ask the Field wrote:\n{QUOTED}\n\n{WORDS}\n\n-- \nAna Ruiz\nDos Arroyos Schools\n",
    "samsung": f"{WORDS}\n\nSent from my Galaxy\n\n-------- Original message --------\nFrom: {OURS}\nDate: 11/2/26 9:41 AM (GMT-05:00)\nTo: ana@example.org\nSubject: Ben\n\n{LETTER}\n",
    "a signature between": f"{WORDS}\n\n-- \nAna Ruiz, Dos Arroyos\n\nOn Mon, Nov 2, 2026 at 9:41 AM {OURS} wrote:\n\n{QUOTED}\n",
    "another language": f"{WORDS}\n\n2026年11月2日(月) 9:41 {OURS}:\n\n{QUOTED}\n",
    "nothing quoted": WORDS,
    "line ends of another system": f"{WORDS}\n\nOn Mon, Nov 2, 2026 at 9:41 AM {OURS} wrote:\n\n{QUOTED}\n".replace("\n", "\r\n"),
}


def mail_of(text: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "ana@example.org"
    mail.set_content(text)
    return mail


def words_in(mail: EmailMessage | bytes) -> str:
    return read(parse(mail if isinstance(mail, bytes) else mail.as_bytes())).words


@pytest.mark.parametrize("shape", SHAPES)
def test_only_what_they_wrote_is_left(shape):
    assert words_in(mail_of(SHAPES[shape])) == WORDS


def test_between_quoted_lines_all_that_they_wrote_is_kept():
    text = "On 11/2/26 9:41 AM, Ask the Field wrote:\n> Who drives?\n\nA parent.\n\n> Who pays?\n\nThe district.\n\n-- \nAna"

    assert words_in(mail_of(text)).split() == ["A", "parent.", "The", "district."]


@pytest.mark.parametrize(
    "words",
    [
        "The principal wrote:\nWe open at nine.",
        "From: the bus stop\nwe walk to the school.",
        "Three things:\n- doors\n- keys\n- a van",
        "On Saturday at 10:30 the custodian wrote:\nnobody came.",
        "I was sent by my principal.",
        "Sent the list to everybody.",
    ],
)
def test_what_looks_like_quoting_and_is_not_stays(words):
    assert own_words(words) == words


def test_lines_that_a_program_broke_are_one_again_and_lists_stay():
    text = "We asked the district for a second van in the spring, and the answer was\nthat one may be had from the library on Saturdays.\n- call them\n- ask for Rosa\n"

    assert own_words(text) == "We asked the district for a second van in the spring, and the answer was that one may be had from the library on Saturdays.\n- call them\n- ask for Rosa"


def test_flowing_lines_are_joined():
    raw = b"From: ana@example.org\nContent-Type: text/plain; charset=utf-8; format=flowed\n\nWe asked \nthe district.\n\nThey said yes.\n-- \nAna\n"

    assert words_in(raw) == WORDS


# ---------------------------------------------------------------- HTML alone

GMAIL = '<div dir="ltr">We asked the <b>district</b>.<div><br></div><div>They said yes.</div></div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Nov 2, 2026 at 9:41 AM Ask the Field &lt;<a href="mailto:field@example.org">field@example.org</a>&gt; wrote:<br></div><blockquote class="gmail_quote" style="margin:0"><p>The van.</p></blockquote></div>'
OUTLOOK = '<html><head><style>p {margin:0} <!-- x --></style><title>no</title></head><body><!--[if mso]><p>no</p><![endif]--><div class="elementToProof">We asked the <b>district</b>.</div><div><br></div><div>They said yes.</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><font><b>From:</b> Ask the Field &lt;field@example.org&gt;<br><b>Sent:</b> Monday, November 2, 2026 9:41 AM<br><b>To:</b> Ana<br><b>Subject:</b> Ben</font></div><div>The van.</div></body></html>'
APPLE = '<html><body><div>We asked the <b>district</b>.</div><div><br></div><div>They said yes.</div><br id="lineBreakAtBeginningOfSignature"><div dir="ltr">Sent from my iPhone</div><div dir="ltr"><br><blockquote type="cite">On Nov 2, 2026, at 9:41 AM, Ask the Field wrote:<br><br></blockquote></div><blockquote type="cite"><div>The van.</div></blockquote></body></html>'


@pytest.mark.parametrize("source", [GMAIL, OUTLOOK, APPLE], ids=["gmail", "outlook", "iphone"])
def test_a_mail_of_html_alone_is_read(source):
    mail = EmailMessage()
    mail["From"] = "ana@example.org"
    mail.set_content(source, subtype="html")

    assert words_in(mail) == "We asked the **district**.\n\nThey said yes."


# ---------------------------------------------------------------- hostile

HOSTILE_TEXTS = {
    "on": "On " * 60_000,
    "from": "From: a\n" * 25_000,
    "heads": "*From:* a\n*Sent:* b\n*To:* c\n" * 6_000,
    "quotes": ">" * 190_000,
    "dashes": "-" * 190_000,
    "spaces": " " * 190_000 + "x",
    "colons": "a:\n" * 60_000,
    "wrote": "On Mon 2026 a@b.cc wrote:\nx\n" * 6_000,
    "underscores": "_" * 190_000,
    "addresses": "a@b." * 45_000 + ":",
    "long lines that end so": ("w" * 300 + ":\n") * 600,
}
HOSTILE_PAGES = {
    "open": "<div>" * 70_000,
    "unclosed": "<" * 200_000,
    "comments": "<!--" * 90_000,
    "styles": "<style>" * 50_000,
    "attributes": '<a href="' * 40_000,
    "quotes": "<blockquote>" * 30_000 + "x",
    "lists": "<ul><li>" * 20_000,
    "entities": "&amp" * 90_000,
    "long tag": "<a " + "x" * 390_000 + ">",
}


def seconds_of(act) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


@pytest.mark.parametrize("kind", HOSTILE_TEXTS)
def test_hostile_words_cost_less_than_a_second(kind):
    assert seconds_of(lambda: own_words(HOSTILE_TEXTS[kind])) < 1


@pytest.mark.parametrize("kind", HOSTILE_PAGES)
def test_hostile_html_costs_less_than_a_second(kind):
    assert seconds_of(lambda: text_of_html(HOSTILE_PAGES[kind])) < 1
