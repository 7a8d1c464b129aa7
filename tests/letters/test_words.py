"""What every letter is like to read: light, whole in plain text, and nobody else is told that it was opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context
from django.template.loader import get_template

FOLDER = settings.BASE_DIR / "templates" / "emails"
KINDS = sorted(file.stem for file in FOLDER.glob("[!_]*.html"))
HEAVIEST = 30_000  # bytes; some mail programs cut off much longer letters
# what a mail program would fetch by itself
FETCHED = re.compile(r"<(img|link|script|iframe|video|audio|object|embed|source)\b|\bsrc=|\bbackground=|url\(|@import|@font-face", re.IGNORECASE)
WORDS = {"stop_link": "https://field.example.org/letters/unsubscribe/x/", "stop_words": "Stop emails like this one", "link": "/", "link_words": "Read it"}
WORDS |= {"question": {"title": "Who drives?"}, "story": {"title": "Six stops"}, "thing": {"name": "Utah"}, "heading": "Who drives?", "what": "Your address changed", "number": 2, "replies": 2}
WORDS |= {"by": {"shown_name": "Sam Haddad"}}
WORDS |= {"line": "Your reply stands in another thread now", "their_reason": "It answers that one."}


def rendered(name: str) -> str:
    return get_template(f"emails/{name}").template.render(Context(WORDS | {"code": "123456"}))


def test_there_are_letters():
    assert "sign-in-code" in KINDS


@pytest.mark.parametrize("file", [file.name for file in FOLDER.glob("*.html")])
def test_nothing_is_fetched_by_reading(file):
    assert FETCHED.findall((FOLDER / file).read_text()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_is_light_and_written_on_the_common_sheet(kind):
    html = rendered(f"{kind}.html")

    assert len(html.encode()) <= HEAVIEST
    assert 'role="presentation"' in html
    assert "prefers-color-scheme: dark" in html
    assert "Coalition for Community Schools" in html


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_says_why_it_came_in_both_forms(kind):
    for form in ("html", "txt"):
        source = (FOLDER / f"{kind}.{form}").read_text()
        assert f'"emails/_frame.{form}"' in source
        assert re.search(r"{% block reason %}.*\S.*{% endblock", source, re.DOTALL), f"{kind}.{form}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_for_looks_only(kind):
    html = rendered(f"{kind}.html")

    assert html.count("<table") == html.count('<table role="presentation"') > 0


def test_the_code_stands_in_both_forms_and_on_the_locked_screen():
    for form in ("sign-in-code.html", "sign-in-code.txt", "sign-in-code-subject.txt"):
        assert "123456" in rendered(form)


@pytest.mark.parametrize("sign", ['<img src="https://example.org/seen.gif">', "<style>p{background:url(x)}</style>", "@import 'x'"])
def test_something_fetched_is_found(sign):
    assert FETCHED.findall(sign)


def test_the_folder_is_the_one_that_is_read():
    assert Path(get_template("emails/_frame.html").origin.name).parent == FOLDER
