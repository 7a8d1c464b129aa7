"""The author's screens: all their stories, where each one is, the answer to an editor, and getting one back."""

from __future__ import annotations

import io
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.stories import actions
from forum.stories.models import Photo, Submission
from forum.stories.parts import Part
from tests import build
from tests.forum.discussions.words import hidden
from tests.forum.stories import tales

pytestmark = pytest.mark.django_db

TYPED = {"title": "The attendance desk nobody funded", "going_on": "By October we had 212 children.", "did": "The judge suggested it.", "changed": "In April the list had 131 names."}


@pytest.fixture
def joan(db) -> User:
    return build.a_story_moderator("Joan Pruitt", email="joan@example.org")


def at(story: Submission, page: str = "") -> str:
    return f"/my/stories/{story.pk}/{page}/" if page else f"/my/stories/{story.pk}/"


def text(response) -> str:
    return " ".join(response.content.decode().split())


def answer(client, story, **typed):
    """As the form was opened just now."""
    page = client.get(at(story, "changes"))
    return client.post(at(story, "changes"), {name: hidden(page, name) for name in ("part", "edit_number", "seen")} | TYPED | typed)


# ---------------------------------------------------------------- all of them


def test_each_turn_says_what_happens_and_what_to_do(ana, joan, client_of):
    made = [
        tales.a_draft(ana, title="Six bus stops"),
        tales.sent(ana, title="The crossing guard"),
        tales.asked_to_change(ana, joan, title="The desk"),
        tales.with_a_page(ana, joan, title="A budget line"),
        tales.published(ana, joan, title="A closet of binders"),
        tales.not_used(ana, joan, title="Our logo contest"),
        tales.taken_back(ana, joan, title="Too early"),
    ]
    actions.ask_for_the_yes(by=joan, story=made[3], revision=made[3].page.latest_revision)
    tales.sent(build.a_member(), title="Somebody else’s")

    page = text(client_of(ana).get("/my/stories/"))

    for words in (
        "3 of 5 parts done.",
        f"An editor will read it by {made[1].due_on:%A, %B} {made[1].due_on.day}.",
        "“Who decided?”",
        "Ready to publish when you approve the final version.",
        "It stands among the Stories from the Field",
        "We did not use it this time. The reason: it does not fit a milestone. Your text is kept.",
        "You took it back. Your text is kept for you.",
    ):
        assert words in page
    for address in (at(made[0], "delete"), at(made[1], "take-back"), at(made[2], "changes"), at(made[3], "final"), made[4].page.url, at(made[5], "changes"), at(made[6])):
        assert f'href="{address}"' in page
    assert "Somebody else" not in page


def test_a_long_list_costs_as_many_queries_as_a_short_one(ana, joan, client_of):
    client = client_of(ana)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/my/stories/").status_code == 200
        return len(queries)

    def one_of_each(number: int) -> None:
        for make in (tales.asked_to_change, tales.with_a_page, tales.published, tales.not_used):
            make(ana, joan, title=f"{make.__name__} {number}")
        story = tales.a_draft(ana)
        Photo.objects.create(submission=story, file="stories/a.jpg", name="a.jpg", bytes=1, width=1, height=1, digest=str(number))

    one_of_each(1)
    short = cost()
    one_of_each(2)
    one_of_each(3)

    assert cost() == short <= 20


def test_questions_about_a_published_story_are_counted(ana, joan, client_of):
    story = tales.published(ana, joan)
    build.a_question(on=story.page)

    page = text(client_of(ana).get("/my/stories/"))

    assert "There is 1 question about it." in page and f'href="{story.page.url}#ask"' in page


# ---------------------------------------------------------------- one of them


def test_where_it_is_who_has_it_and_by_when(ana, joan, client_of):
    story = tales.opened(ana, joan)

    page = text(client_of(ana).get(at(story)))

    assert f"Joan Pruitt reads it, and answers by {story.due_on:%A, %B} {story.due_on.day}." in page
    assert "Joan Pruitt began to read it" in page and "You sent version 1" in page
    assert page.index("An editor reads it") < page.index("You and the editor settle the text")
    assert 'aria-current="step"><b>An editor reads it</b>' in page
    assert "We put one desk in the county office." in page
    assert at(story, "recall") not in page and at(story, "take-back") in page


def test_a_late_editor_is_not_called_in_time(ana, client_of):
    story = tales.sent(ana)
    Submission.objects.filter(pk=story.pk).update(due_on=timezone.localdate() - timedelta(days=1))

    assert "It is taking longer than we said. It is not forgotten." in text(client_of(ana).get(at(story)))


def test_nobody_elses_story_is_found(ana, ben, joan, client_of):
    story = tales.with_a_page(ana, joan)

    for person in (ben, joan):
        for page in ("", "changes", "final", "recall", "take-back", "delete"):
            assert client_of(person).get(at(story, page)).status_code == 404


def test_words_of_an_editor_are_clean_and_words_of_names_are_escaped(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan, note="<p>One <strong>thing</strong>.</p>", title="<b>Desk</b>")

    page = text(client_of(ana).get(at(story)))

    assert "<p>One <strong>thing</strong>.</p>" in page and "&lt;b&gt;Desk&lt;/b&gt;" in page


# ---------------------------------------------------------------- the answer to an editor


def test_an_answer_goes_to_the_editor_with_the_changed_words(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    client = client_of(ana)

    response = answer(client, story, reply="The **judge** did.")

    now = tales.fresh(story)
    assert (response.status_code, response.url, now.state) == (302, at(story), "with_editor")
    assert now.versions.last().words["did"] == "<p>The judge suggested it.</p>"
    assert story.notes.last().words == "<p>The <strong>judge</strong> did.</p>"
    assert "Your story is with the editor again." in text(client.get(response.url))


def test_it_can_be_finished_later(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)

    response = answer(client_of(ana), story, did="", later="1")

    now = tales.fresh(story)
    assert (response.url, now.state, now.did, now.changed) == ("/my/stories/", "changes_requested", "", "<p>In April the list had 131 names.</p>")


def test_what_is_missing_is_said_and_the_rest_is_kept(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)

    response = answer(client_of(ana), story, did="", reply="Wait for it.")

    assert response.status_code == 422
    assert "Say what you did" in text(response) and "Wait for it." in text(response) and "<title>Error:" in text(response)
    assert tales.fresh(story).changed == "<p>In April the list had 131 names.</p>"


def test_another_part_that_lacks_something_is_named(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    actions.save_part(by=ana, story=story, part=Part.PERMISSION, words={"credit": ""})

    response = answer(client_of(ana), story, reply="Here it is.")

    assert response.status_code == 422
    assert "Another part of the story still needs something" in text(response) and "Here it is." in text(response)
    assert tales.fresh(story).state == "changes_requested"


def test_two_windows_see_both_versions(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    client = client_of(ana)
    opened = client.get(at(story, "changes"))
    actions.save_part(by=ana, story=story, part=Part.STORY, words={"did": "<p>From the other window.</p>"})

    response = client.post(at(story, "changes"), {name: hidden(opened, name) for name in ("part", "edit_number", "seen")} | TYPED | {"reply": "Mine"})

    assert response.status_code == 409
    assert "From the other window." in text(response) and "The judge suggested it." in text(response) and "Mine" in text(response)
    assert tales.fresh(story).did == "<p>From the other window.</p>"


def test_an_answer_to_a_story_that_was_sent_meanwhile_is_shown(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    client = client_of(ana)
    actions.send(by=ana, story=story)

    response = client.post(at(story, "changes"), TYPED)

    assert response.status_code == 409 and "The judge suggested it." in text(response)
    assert client.get(at(story, "changes")).url == at(story)


def test_words_of_a_session_that_ended_are_there_again(ana, joan, client_of, client):
    story = tales.asked_to_change(ana, joan)

    response = client.post(at(story, "changes"), TYPED | {"reply": "The judge did, in October."})
    assert response.status_code == 302 and response.url.startswith("/accounts/login/?")
    client.force_login(ana)
    page = text(client.get(at(story, "changes")))

    assert "Your words are safe." in page and "The judge did, in October." in page and "The judge suggested it." in page


def test_a_link_to_two_versions_is_open_again_after_signing_in(ana, joan, client):
    story = tales.asked_to_change(ana, joan)

    response = client.get(f"{at(story, 'changes')}?from=1&to=now")

    assert parse_qs(urlsplit(response.url).query)["next"] == [f"{at(story, 'changes')}?from=1&to=now"]


def test_a_silenced_author_is_told(joan, client_of):
    lou = build.a_member("Lou Park")
    story = tales.asked_to_change(lou, joan)
    lou.silenced_until = timezone.now() + timedelta(days=3)
    lou.save()

    assert client_of(lou).get(at(story, "changes")).status_code == 403
    assert client_of(lou).get(at(story)).status_code == 200


# ---------------------------------------------------------------- versions


def test_two_versions_beside_each_other(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    client = client_of(ana)
    answer(client, story)

    page = text(client.get(at(story, "changes"), {"from": "1", "to": "2"}))

    assert "Removed: </span>We put one desk in the county office.</del>" in page and "Added: </span>The judge suggested it.</ins>" in page
    assert "Version 1, " in page and "Version 2, " in page and "These did not change: Title" in page


def test_what_was_sent_beside_the_words_of_now(ana, joan, client_of):
    story = tales.asked_to_change(ana, joan)
    actions.save_part(by=ana, story=story, part=Part.STORY, words={"did": "<p>Now.</p>"})

    assert "Added: </span>Now.</ins>" in text(client_of(ana).get(at(story, "changes"), {"from": "1", "to": "now"}))


@pytest.mark.parametrize("versions", [{"from": "7", "to": "1"}, {"from": "1", "to": "99999999999999999999"}, {"from": "x", "to": ""}, {"from": "1"}])
def test_versions_that_there_are_not(ana, joan, client_of, versions):
    assert client_of(ana).get(at(tales.asked_to_change(ana, joan), "changes"), versions).status_code == 404


# ---------------------------------------------------------------- getting one back


def test_what_was_sent_is_recalled_to_be_changed(ana, client_of):
    story = tales.sent(ana)
    client = client_of(ana)
    assert "No editor has opened it yet." in text(client.get(at(story, "recall")))

    response = client.post(at(story, "recall"))

    assert (response.url, tales.fresh(story).state) == (f"/share/{story.pk}/", "draft")
    assert client.post(at(story, "recall")).url == response.url


def test_a_recall_after_the_editor_is_refused_in_words(ana, joan, client_of):
    story = tales.opened(ana, joan)

    response = client_of(ana).post(at(story, "recall"))

    assert response.status_code == 409 and "An editor has opened your story" in text(response)
    assert client_of(ana).get(at(story, "recall")).url == at(story)


def test_taking_back_asks_first(ana, joan, client_of):
    story = tales.published(ana, joan)
    client = client_of(ana)

    assert "cannot be called back" in text(client.get(at(story, "take-back")))
    assert tales.fresh(story).state == "published"
    assert client.post(at(story, "take-back")).url == at(story)

    assert tales.fresh(story).state == "taken_back"
    assert "Your text is kept for you." in text(client.get(at(story)))
    assert client.post(at(story, "take-back")).url == at(story)


def test_deleting_a_draft_takes_its_photos(ana, client_of, django_capture_on_commit_callbacks):
    story = tales.a_draft(ana)
    storage = Photo._meta.get_field("file").storage
    name = storage.save("stories/one.jpg", io.BytesIO(build.a_jpeg()))
    Photo.objects.create(submission=story, file=name, name="one.jpg", bytes=1, width=1, height=1, digest="1")

    with django_capture_on_commit_callbacks(execute=True):
        response = client_of(ana).post(at(story, "delete"))

    assert response.url == "/my/stories/" and not Submission.objects.filter(pk=story.pk).exists()
    assert not storage.exists(name)


def test_what_was_sent_is_not_deleted(ana, client_of):
    story = tales.sent(ana)

    response = client_of(ana).post(at(story, "delete"))

    assert response.status_code == 409 and "You can take it back instead." in text(response)
    assert Submission.objects.filter(pk=story.pk).exists()


def test_the_menu_leads_to_my_stories(ana, client_of):
    assert 'href="/my/stories/"' in text(client_of(ana).get("/questions/"))
