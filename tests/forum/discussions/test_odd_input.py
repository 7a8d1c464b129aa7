"""Whatever is sent: a sentence, everything kept, and never a 500."""

from __future__ import annotations


import pytest
from django.test import Client

from forum.discussions.models import Draft, Question, Reply
from tests import build
from tests.forum.discussions.words import a_key, begin, check, page_of, text_of

HUGE = "99999999999999999999"
BLANK = ["", "   ", "\r\n\t", "\u200b", "\u00a0\u2003", "\u2800", "\u3164", "\u202e\u2066", "\ufe0f"]


@pytest.fixture
def milestone(db):
    return build.a_milestone()


@pytest.fixture
def client(client_of, ana) -> Client:
    return client_of(ana)


@pytest.fixture
def question(milestone):
    return build.a_question(build.a_member("Gus Weber"), on=milestone)


def step_1(client: Client, **typed: str):
    return client.post("/ask/", {"draft": a_key(), "title": "Who?", **typed})


def errors(answer) -> dict:
    return {field: list(words) for field, words in answer.context["form"].errors.items()}


# ---------------------------------------------------------------- the title


@pytest.mark.parametrize("title", BLANK)
def test_a_blank_title_is_blank(client, milestone, title):
    answer = step_1(client, title=title, page=milestone.pk)

    assert answer.status_code == 422
    assert errors(answer) == {"title": ["Write your question in one sentence"]}
    assert 'href="#id_title"' in page_of(answer)
    assert answer.context["page"] == str(milestone.pk)


def test_141_characters_are_one_too_many_and_all_stay(client, milestone):
    title = "Who " * 35 + "?"
    answer = step_1(client, title=title, page=milestone.pk, passage=milestone.body[0].id)

    assert answer.status_code == 422
    assert errors(answer) == {"title": ["Shorten your question to 140 characters. Details come next"]}
    assert title in page_of(answer)
    assert (answer.context["page"], answer.context["passage"]) == (str(milestone.pk), milestone.body[0].id)
    assert page_of(answer).startswith("<!doctype html>") and "<title>Error:" in page_of(answer)
    assert Draft.objects.get().words["title"] == title


def test_140_characters_fit_as_they_are_counted_on_the_screen(client):
    """A line break is sent as two characters and is one."""
    assert step_1(client, title="x" * 138 + "\r\n" + "y").status_code == 302


def test_a_title_that_grows_when_it_is_tidied_is_measured_afterwards(client):
    assert step_1(client, title="\ufb2c" * 60).status_code == 422


def test_a_title_is_one_line_of_readable_words(client_of, ana, client, milestone):
    key = begin(client, page=milestone, title="Who\r\nBcc: eve@example.org\u202e opens\u200b  the\x07 doors?")

    client.post(check(key))

    assert Question.objects.get().title == "Who Bcc: eve@example.org opens the doors?"


@pytest.mark.parametrize("title", ["<script>alert(1)</script>", "Who &amp; why?", "'\"><b>"])
def test_a_title_is_words_and_not_markup(client, milestone, title):
    posted = client.post(check(begin(client, page=milestone, title=title)), follow=True)
    page = client.get(Question.objects.get().get_absolute_url()).content.decode()

    assert Question.objects.get().title == title
    assert title not in page
    assert posted.status_code == 200


# ---------------------------------------------------------------- the details


def test_details_may_be_empty(client, milestone):
    key = begin(client, page=milestone)
    client.post(f"/ask/{key}/details/", {"details": " ", "where": "here"})

    client.post(check(key))

    assert Question.objects.get().body == ""


@pytest.mark.parametrize("length", [20_001, 70_000, 300_000])
def test_details_that_are_too_long_come_back_with_a_sentence(client, milestone, length):
    key = begin(client, page=milestone)

    answer = client.post(f"/ask/{key}/details/", {"details": "x" * length, "where": "here"})

    assert answer.status_code == 422
    assert errors(answer) == {"details": ["This is longer than 20,000 characters. Shorten it, or split it in two."]}
    assert "x" * length in page_of(answer)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "where"),
        ({"where": "nowhere"}, "where"),
        ({"where": "here\x00"}, "where"),
        ({"where": "other"}, "other_page"),
        ({"where": "other", "other_page": HUGE}, "other_page"),
        ({"where": "other", "other_page": "-1"}, "other_page"),
        ({"where": "other", "other_page": "1 OR 1=1"}, "other_page"),
        ({"where": "other", "other_page": "1"}, "other_page"),  # the root of all pages
    ],
)
def test_a_place_that_is_none_is_said_and_the_details_stay(client, milestone, typed, field):
    key = begin(client, page=milestone)

    answer = client.post(f"/ask/{key}/details/", {"details": "Two vans.", **typed})

    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    assert "Two vans." in page_of(answer)
    assert f'href="#id_{field}' in page_of(answer)


@pytest.mark.parametrize("hidden", ["draft", "unplaced", "house-rules"])
def test_nobody_asks_on_a_page_that_is_not_open(client, milestone, hidden):
    closed = {"draft": lambda: build.a_milestone("Closed"), "unplaced": build.the_home, "house-rules": build.a_content_page}[hidden]()
    if hidden == "draft":
        closed.unpublish()
    key = begin(client, page=milestone)

    answer = client.post(f"/ask/{key}/details/", {"details": "", "where": "other", "other_page": closed.pk})

    assert errors(answer) == {"other_page": ["That page is not there any more. Choose where your question should appear"]}


def test_an_open_content_page_can_be_asked_on(client, milestone):
    opened = build.a_content_page("Budgets", open_to_questions=True)
    key = begin(client, page=opened)

    client.post(check(key))

    assert Question.objects.get().page_id == opened.pk


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    "query",
    [
        f"page={HUGE}", "page=-1", "page=1e9", "page=٣", "page=", "page=1;DROP", f"passage={'x' * 500}", "draft=x", "draft=36ba7d7d-e7a2-448e-857e-500261bd95db",
        "draft=00000000-0000-0000-0000-000000000000", "page=1&page=2",
    ],
)  # fmt: skip
def test_odd_words_in_the_address_of_asking_begin_an_empty_form(stranger_client, milestone, query):
    answer = stranger_client.get(f"/ask/?{query}")

    assert answer.status_code == 200
    assert (answer.context["came_from"], answer.context["form"]["title"].value()) == (None, "")


@pytest.mark.parametrize("query", ["show=unknown", "show=", f"before={HUGE}", "before=-1", "before=x", f"page={HUGE}", "page=x", "show=waiting&show=%3Cb%3E"])
def test_odd_words_in_the_address_of_the_list_are_a_safe_default(stranger_client, question, query):
    answer = stranger_client.get(f"/questions/?{query}")

    assert answer.status_code == 200
    assert question.title in text_of(answer)


@pytest.mark.parametrize("query", [f"after={HUGE}", "after=x", "from=00001", "from=000001000001%27", f"from={'000001' * 9}", "posted=%3Cscript%3E", "after=000001&from=000001"])
def test_odd_words_in_the_address_of_a_thread_are_a_safe_default(stranger_client, question, query):
    answer = stranger_client.get(f"{question.get_absolute_url()}?{query}")

    assert answer.status_code == 200
    assert b"<script>" not in answer.content


@pytest.mark.parametrize(
    "address",
    [
        f"/questions/{HUGE}/", f"/questions/{HUGE}/x/", f"/questions/{HUGE}/reply/", f"/questions/{HUGE}/edit/", f"/questions/{HUGE}/withdraw/",
        "/questions/0/", "/questions/1/replies/0/", f"/questions/1/replies/{HUGE}/", f"/questions/{HUGE}/replies/1/edit/", f"/ask/posted/{HUGE}/",
        "/questions/-1/", "/ask/x/check/", "/ask/9d3de041-39c0-4f08-b7ae-f9c6486e1330/check/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(client, address):
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("number", ["0", HUGE, "7"])
@pytest.mark.parametrize("act", ["edit", "withdraw", "choose", "helped"])
def test_a_reply_that_is_not_there_is_404_and_never_the_question(client_of, question, act, number):
    answer = client_of(question.author).post(f"/questions/{question.pk}/replies/{number}/{act}/")

    question.refresh_from_db()
    assert (answer.status_code, question.state) == (404, "visible")


def test_a_nul_in_an_address_is_refused_in_a_sentence(stranger_client):
    for address in ("/ask/?page=%00", "/questions/?show=%00", "/questions/%00/", "/ask/?page=%ed%a0%80"):
        answer = stranger_client.get(address)
        assert answer.status_code == 400
        assert "characters we cannot read" in text_of(answer)


# ---------------------------------------------------------------- odd bytes in forms


def urlencoded(client: Client, address: str, body: bytes):
    return client.generic("POST", address, body, content_type="application/x-www-form-urlencoded")


def multipart(client: Client, address: str, charset: str, **fields: bytes):
    parts = b"".join(b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value) for name, value in fields.items())
    return client.generic("POST", address, parts + b"--b--\r\n", content_type=f"multipart/form-data; boundary=b; charset={charset}")


@pytest.mark.parametrize("odd", [b"%00", b"%ED%A0%80", b"%ED%BF%BF", b"%FF%FE", b"%C0%80", b"%F4%90%80%80"])
@pytest.mark.parametrize("field", [b"title", b"page", b"passage", b"draft"])
def test_odd_bytes_in_a_form_are_no_500(stranger_client, milestone, field, odd):
    body = b"&".join(b"%s=Who%s" % (name, odd if name == field else b"") for name in (b"title", b"page", b"passage"))
    body += b"&draft=" + (odd if field == b"draft" else a_key().encode())

    assert urlencoded(stranger_client, "/ask/", body).status_code in (302, 422)


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "utf-16-le", "no-such-charset", "rot13", "hex"])
def test_odd_charsets_are_no_500(stranger_client, milestone, charset):
    answers = [
        multipart(stranger_client, "/ask/", charset, title=b"+2AA- \\ud800 who", draft=a_key().encode(), page=b"+2AA-"),
        multipart(stranger_client, "/ask/keep/", charset, title=b"+2AA- \\ud800 who", draft=a_key().encode(), kind=b"question", about=b"\\ud800+2AA-"),
    ]

    assert {answer.status_code // 100 for answer in answers} <= {2, 3, 4}


def test_odd_charsets_of_a_reply_are_no_500(client, question):
    for charset, words in (("utf-7", b"+2AA- who"), ("unicode_escape", b"\\ud800 who")):
        answer = multipart(client, f"/questions/{question.pk}/reply/", charset, body=words, draft=a_key().encode())
        assert answer.status_code in (302, 400, 422)


@pytest.mark.parametrize("address", ["/ask/", "/ask/keep/", "reply", "details", "/accounts/login/"])
def test_ten_megabytes_are_refused_with_a_sentence(client_of, ana, question, address):
    client = client_of(ana)
    if address == "details":
        address = f"/ask/{begin(client, page=question.page)}/details/"
    address = f"/questions/{question.pk}/reply/" if address == "reply" else address

    answer = client.post(address, {"title": "x" * 10_000_000, "draft": a_key(), "kind": "question"})

    assert answer.status_code == 400
    assert text_of(answer).count("We cannot read that") == 2  # title and heading
    assert not any("xxxx" in str(words) for words in Draft.objects.values_list("words", flat=True))


def test_two_megabytes_of_words_come_back_with_a_sentence(client, question):
    answer = client.post(f"/questions/{question.pk}/reply/", {"body": "x" * 2_000_000, "draft": a_key()})

    assert answer.status_code == 422
    assert "This is longer than 20,000 characters." in text_of(answer)
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("words", BLANK)
def test_a_blank_reply_is_blank(client, question, words):
    answer = client.post(f"/questions/{question.pk}/reply/", {"body": words, "draft": a_key()})

    assert answer.status_code == 422
    assert errors(answer) == {"body": ["Write your reply"]}
    assert Reply.objects.count() == 0


@pytest.mark.parametrize("to", [HUGE, "-1", "x", "", "0", "1.5"])
def test_an_odd_reply_to_answers_the_question_or_nothing(client, question, to):
    answer = client.post(f"/questions/{question.pk}/reply/", {"body": "Ask the librarian.", "draft": a_key(), "to": to})

    assert answer.status_code in (302, 404)
    assert list(Reply.objects.values_list("parent", flat=True)) in ([], [None])


@pytest.mark.parametrize("address", ["/ask/", "/ask/{key}/details/", "/ask/{key}/check/", "/questions/{question}/reply/"])
def test_an_empty_press_is_told_what_is_missing(client_of, newcomer, question, address):
    client = client_of(newcomer)
    key = begin(client, page=question.page)

    answer = client.post(address.format(key=key, question=question.pk))

    assert answer.status_code == 422
    assert answer.context["form"].errors


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "head"])
def test_other_methods_change_nothing(client, question, method):
    for address in ("/ask/", "/questions/", question.get_absolute_url(), f"/questions/{question.pk}/reply/"):
        assert getattr(client, method)(address).status_code in (200, 405)

    assert (Question.objects.count(), Draft.objects.count()) == (1, 0)
