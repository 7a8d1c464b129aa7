"""Bad input as a screen reader meets it: the title says so first, the summary takes the focus and leads to each field, which says what is wrong with it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from django.utils import timezone

from forum.discussions.models import Draft, Question
from tests import build


@pytest.fixture
def named(ana, ben) -> dict[str, object]:
    """What the addresses below name: Ana's question with Ben's chosen answer, another that nobody answered, what she began to ask, and what he is asked."""
    asked = build.an_answered_question(ana)
    draft = Draft.objects.create(kind=Draft.Kind.QUESTION, owner=build.fresh(ana), words={"title": "Who drives?", "page": str(asked.page_id), "where": "here"})
    Question.objects.filter(pk=asked.pk).update(reply_count=5)  # as many as a question needs before somebody sums it up
    return {"asked": asked.pk, "lonely": build.a_question(ana, on=asked.page).pk, "page": asked.page_id, "draft": draft.pk, "note": build.a_field_note(asked.answer, by=build.a_moderator("Kim Lowe")).pk, "answerer": asked.answer.author}


@pytest.mark.parametrize(
    ("who", "address", "typed"),
    [
        ("ana", "/ask/?page={page}", {"title": ""}),
        ("ana", "/ask/{draft}/details/", {"where": "other"}),
        ("ana", "/ask/{draft}/check/", {"agree": ""}),
        ("ana", "/questions/{asked}/edit/", {"title": "", "body": "Two."}),
        ("ana", "/questions/{asked}/reply/", {"body": ""}),
        ("ana", "/report/question/{asked}/", {"reason": ""}),
        ("sam", "/desk/questions/{asked}/replies/1/divide/", {"title": ""}),
        ("sam", "/desk/questions/{asked}/join/", {"to": ""}),
        ("sam", "/desk/questions/{asked}/decide/", {"act": ""}),
        ("sam", "/desk/unanswered/{lonely}/set-aside/", {"reason": ""}),
        ("sam", "/desk/unanswered/{lonely}/hand-over/", {"to": ""}),
        ("sam", "/questions/{asked}/where-this-stands/", {"words": "x" * 700}),
        ("answerer", "/my/field-notes/{note}/", {"yes": "1", "words": ""}),
    ],
)
def test_bad_input_is_said_and_led_to(client_of, ana, sam, named, who, address, typed):
    people = {"ana": ana, "sam": sam, "answerer": named["answerer"]}
    ana.house_rules_accepted_at = None if "check" in address else timezone.now()
    ana.save()

    answer = client_of(people[who]).post(address.format(**named), typed)

    page = BeautifulSoup(answer.content.decode(), "html.parser")
    assert answer.status_code == 422 and page.title.get_text().startswith("Error: ")
    summary = page.find(class_="errors", role="alert", tabindex="-1")
    assert summary.has_attr("data-takes-focus") and summary.find("a")
    for link in summary.find_all("a"):
        says_what_is_wrong(page, page.find(id=link["href"][1:]))


def says_what_is_wrong(page: BeautifulSoup, control: Tag) -> None:
    """The control itself; of several to choose from, the group that holds them."""
    group = control.find_parent("fieldset", class_="field--error") or control
    described = group["aria-describedby"].split()
    assert all(page.find(id=said) for said in described) and any(said.endswith("_error") for said in described)
    assert control["aria-invalid"] == "true"
