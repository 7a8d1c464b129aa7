"""What tests read in an answer."""

from __future__ import annotations

import html as entities
import re
import uuid

from django.http import HttpResponse
from django.test import Client

from forum.letters.models import Letter
from tests import build


def page_of(answer: HttpResponse) -> str:
    """The page's source on one line, entities as characters."""
    return " ".join(entities.unescape(answer.content.decode()).split())


def text_of(answer: HttpResponse) -> str:
    """What a reader reads."""
    return " ".join(re.sub(r"<[^>]+>", " ", page_of(answer)).split())


def hidden(answer: HttpResponse, name: str) -> str:
    """The value of a hidden field."""
    return re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())[1]


def begin(client: Client, *, page=None, title: str = "Who drives on Saturdays?", passage: str = "") -> str:
    """Steps 1 and 2 as a person takes them; gives the draft's key. The page they came from stays chosen."""
    page = page or build.a_milestone()
    form = client.get("/ask/", {"page": page.pk, "passage": passage})
    first = client.post("/ask/", {name: hidden(form, name) for name in ("draft", "kind", "page", "passage")} | {"title": title})
    key = first.headers["Location"].split("/")[2]
    client.post(first.headers["Location"], {"draft": key, "kind": "question", "details": "We have one van.", "where": "here", "other_page": ""})
    return key


def check(key: str) -> str:
    return f"/ask/{key}/check/"


def a_key() -> str:
    return str(uuid.uuid4())


def sign_in(client: Client, email: str, *, come_back: str = "/") -> HttpResponse:
    """By a code, as on the site. What the code's form answers."""
    client.post("/accounts/login/", {"email": email, "next": come_back})
    code = Letter.objects.filter(address=email).latest("id").subject.split()[-1]
    return client.post("/accounts/login/code/confirm/", {"code": code, "next": come_back})
