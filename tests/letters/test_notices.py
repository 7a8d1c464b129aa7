"""What is new stands on the site until it was read; and the settings of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from forum.discussions import actions
from forum.letters import following, notices
from forum.letters.models import Happening, LetterStop, MailSettings, Notice
from tests import build
from tests.mail import tell_everybody

pytestmark = pytest.mark.django_db


@pytest.fixture
def reply(ana, ben):
    made = build.a_reply(build.a_question(ana, title="Who drives on Saturdays?"), ben, body="<p>The van of the library.</p>")
    tell_everybody()
    return made


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


# ---------------------------------------------------------------- notices


def test_a_reply_stands_under_its_question_until_the_question_is_read(client_of, ana, reply):
    client = client_of(fresh(ana))

    words = page(client.get("/my/notices/"))
    assert "Who drives on Saturdays?" in words and "Ben Okafor replied" in words and "The van of the library." in words
    assert "1 unread notice" in words
    client.get(reply.question.get_absolute_url())

    assert "unread notice" not in page(client.get("/my/notices/"))
    assert fresh(ana).unread_notices == 0


def test_reading_writes_nothing_where_nothing_is_new(client_of, ben, reply, django_assert_max_num_queries):
    client = client_of(fresh(ben))

    with django_assert_max_num_queries(12) as asked:
        client.get(reply.question.get_absolute_url())

    assert not [one for one in asked if "letters_notice" in one["sql"]]


def test_one_thing_or_all_is_marked_as_read_by_a_press(client_of, ana, ben, reply):
    build.a_reply(build.a_question(ana, title="Who pays?"), ben)
    tell_everybody()
    client = client_of(fresh(ana))

    said = page(client.post("/my/notices/", {"about": f"question:{reply.question_id}"}, follow=True))
    assert fresh(ana).unread_notices == 1 and "Marked as read." in said
    client.post("/my/notices/", {"all": "yes"})

    assert (fresh(ana).unread_notices, Notice.objects.unseen().count()) == (0, 0)


def test_a_forged_press_changes_nothing(client_of, ana, ben, reply):
    client_of(ben).post("/my/notices/", {"about": f"question:{reply.question_id}"})
    said = page(client_of(fresh(ana)).post("/my/notices/", {"about": "nonsense"}, follow=True))

    assert fresh(ana).unread_notices == 1 and "Marked as read." not in said


def test_what_was_written_in_another_language_says_so(client_of, ana, reply):
    type(reply.question).objects.update(language="es")

    listed = client_of(fresh(ana)).get("/my/notices/").content.decode()

    assert re.search(r'<h2[^>]* lang="es"[^>]*>Who drives', listed) and re.search(r'<p[^>]* lang="es"[^>]*>The van', listed)


def test_what_was_taken_away_is_not_listed_and_not_counted(client_of, ana, reply):
    actions.take_away(reply, to="hidden", expected=("visible",))

    words = page(client_of(fresh(ana)).get("/my/notices/"))

    assert "Nothing new" in words and "The van" not in words
    assert fresh(ana).unread_notices == 0


def test_a_story_that_goes_on_the_site_is_told_and_reading_it_is_seeing_it(client_of, ana):
    milestone = build.a_milestone()
    following.follow("page", milestone.translation_key, person=ana)
    story = build.a_story(milestones=[milestone])
    story.save_revision().publish()
    tell_everybody()
    client = client_of(fresh(ana))

    assert "A new story from the field" in page(client.get("/my/notices/"))
    client.get(story.url)

    assert Happening.objects.filter(kind="story-new").count() == 1
    assert fresh(ana).unread_notices == 0


def test_notices_cost_the_same_for_one_and_for_many(client_of, ana, ben, reply, django_assert_num_queries, django_assert_max_num_queries):
    client = client_of(fresh(ana))
    with django_assert_max_num_queries(6) as one:
        client.get("/my/notices/")
    for _n in range(4):
        build.a_reply(build.a_question(ana), ben)
    tell_everybody()

    with django_assert_num_queries(len(one)):
        client.get("/my/notices/")


def test_older_notices_are_on_the_next_page(client_of, ana, ben, reply, monkeypatch):
    monkeypatch.setattr(notices, "A_PAGE", 1)
    build.a_reply(build.a_question(ana, title="Who pays?"), ben)
    tell_everybody()
    client = client_of(fresh(ana))

    first = client.get("/my/notices/").content.decode()
    second = page(client.get("/my/notices/" + re.search(r"\?before=\d+", first)[0]))

    assert "Who pays?" in first and "Who drives on Saturdays?" not in first
    assert "Who drives on Saturdays?" in second


def test_old_notices_are_forgotten_and_new_ones_stay(ana, reply):
    Notice.objects.update(seen_at=timezone.now() - timedelta(days=91))
    Happening.objects.update(told_at=timezone.now() - timedelta(days=91))
    build.a_reply(reply.question)
    tell_everybody()

    notices.forget_old_notices()

    assert Notice.objects.count() == Notice.objects.unseen().count() > 0


# ---------------------------------------------------------------- settings


def test_settings_are_saved_and_shown(client_of, ana):
    client = client_of(ana)
    said = {"replies": "daily", "followed": "at_once", "digest": "no", "show_role": "on"}

    assert "Saved." in page(client.post("/my/settings/", said, follow=True))

    chosen, person = MailSettings.objects.get(person=ana), fresh(ana)
    assert (chosen.replies, chosen.followed, chosen.digest) == ("daily", "at_once", False)
    assert (person.show_role, person.show_place) == (True, False)


def test_a_digest_that_was_stopped_in_a_letter_is_off_and_switched_on_here(client_of, ana):
    LetterStop(person=ana, kind="digest").keep()
    client = client_of(ana)

    assert '<option value="no" selected>' in client.get("/my/settings/").content.decode()
    client.post("/my/settings/", {"replies": "at_once", "followed": "weekly", "digest": "yes"})

    assert not LetterStop.objects.exists()


def test_mail_is_paused_for_a_month_and_comes_again(client_of, ana):
    client = client_of(ana)

    assert "No emails come until" in page(client.post("/my/settings/", {"pause": "yes"}, follow=True))
    assert MailSettings.objects.get(person=ana).paused_until > timezone.now() + timedelta(days=29)
    client.post("/my/settings/", {"resume": "yes"})

    assert MailSettings.objects.get(person=ana).paused_until is None


def test_a_forged_choice_is_refused_in_words(client_of, ana):
    answer = client_of(ana).post("/my/settings/", {"replies": "hourly", "followed": "weekly", "digest": "yes"})

    assert answer.status_code == 422
    assert not MailSettings.objects.exists()
