"""The frame around every page, and the pages that say what went otherwise."""

import re
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory


def framed(user=None, path: str = "/questions/?page=2", template: str = "404.html", **context) -> str:
    request = RequestFactory().get(path)
    request.user = user or AnonymousUser()
    return render_to_string(template, context, request=request)


def someone(**traits) -> SimpleNamespace:
    return SimpleNamespace(**{"is_authenticated": True, "is_moderator": False, "display_name": "Ana Ruiz", "has_perm": lambda perm: False} | traits)


def test_a_stranger_s_page_holds_no_token():
    page = framed()

    assert "csrf" not in page and "member.js" not in page
    assert 'href="/accounts/login/?next=/questions/%3Fpage%3D2"' in page


def test_a_first_visit_asks_for_few_files():
    loaded = re.findall(r'(?:src|rel="(?:stylesheet|icon|preload)" href)="([^"]+)"', framed())

    assert loaded == [
        "/static/fonts/atkinson-next.woff2",
        "/static/css/joined.css",
        "/static/img/icon.svg",
        "/static/js/visitor.js",
    ]


def test_a_member_can_sign_out_and_sees_no_staff_links():
    page = framed(someone())

    assert re.search(r'<form method="post" action="/accounts/logout/" data-forgets-drafts><input type="hidden" name="csrfmiddlewaretoken"', page)
    assert "member.js" in page and "Ana R." in page
    assert 'href="/desk/"' not in page and 'href="/cms/"' not in page


def test_staff_find_the_desk_and_the_editor():
    page = framed(someone(is_moderator=True, edits_the_guide=True, is_coalition_staff=True))

    assert 'href="/desk/"' in page and 'href="/cms/"' in page


def test_a_name_stays_a_name():
    assert "<b>x" not in framed(someone(display_name="<b>x"))


@pytest.mark.parametrize("path", ["/questions/12/x/", "/report/reply/12/1/", "/block/question/12/"])
def test_the_place_one_is_in_is_marked_once(path):
    assert re.findall(r'<a href="([^"]+)" aria-current="true">', framed(path=path)) == ["/questions/"]


def test_a_page_with_something_to_fix_begins_with_error():
    page = framed(form=SimpleNamespace(errors={"title": ["Enter your question"]}))

    assert "<title>Error: We cannot find that page – Ask the Field</title>" in page


def test_a_page_with_a_form_brings_the_script_that_keeps_words():
    assert "member.js" in framed(form=SimpleNamespace(errors={}))


def test_the_page_of_a_failure_needs_no_request_and_no_database():
    page = render_to_string("500.html")

    assert "Something went wrong on our side" in page
    assert "mainnav" not in page and "/accounts/" not in page


@pytest.mark.parametrize(("minutes", "words"), [(1, "<b>1 minute</b>"), (4, "<b>4 minutes</b>"), (None, "in a few minutes")])
def test_a_pause_says_how_long(minutes, words):
    assert words in framed(template="429.html", minutes=minutes)


def test_a_refusal_says_who_one_is():
    assert "You are signed in as Ana Ruiz" in framed(someone(), template="403.html")
    assert "You are signed in" not in framed(template="403.html")
