"""What the database itself refuses, on SQLite and on PostgreSQL, whatever the code above it forgot."""

from copy import copy
from datetime import timedelta

import pytest
from django.core.checks import Tags, run_checks
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, transaction
from django.db.migrations import Migration
from django.utils import timezone
from wagtail.models import Page

from guide import triggers
from guide.models import Consent, NotAgreed, StoryPage, consent
from tests import build
from tests.guide.consents import a_draft, a_yes, is_live
from tests.racing import at_once

pytestmark = pytest.mark.django_db


def put_on_the_site(story) -> None:
    Page.objects.filter(pk=story.pk).update(live=True)


def refused(act) -> bool:
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False


def test_they_are_in_the_database_that_migrate_made():
    assert triggers.missing() == []


def test_a_story_without_an_entry_is_refused():
    story = a_draft()

    assert refused(lambda: put_on_the_site(story))
    assert not is_live(story)


def test_a_story_with_an_entry_is_not(ana):
    story = a_draft()
    a_yes(story, ana)

    put_on_the_site(story)

    assert is_live(story)


@pytest.mark.parametrize("fields", [{"withdrawn_at": timezone.now()}, {"ends_on": timezone.localdate() - timedelta(days=3)}], ids=["withdrawn", "ended"])
def test_a_story_whose_entry_is_over_is_refused(ana, fields):
    story = a_draft()
    a_yes(story, ana)
    Consent.objects.update(**fields)

    assert refused(lambda: put_on_the_site(story))


def test_the_entry_of_another_story_is_none(ana):
    story = a_draft()
    a_yes(a_draft("Another"), ana)

    assert refused(lambda: put_on_the_site(story))


def test_a_story_cannot_begin_on_the_site(monkeypatch):
    monkeypatch.setattr("guide.models.stories.refuse_unless_agreed", lambda story: None)

    assert refused(lambda: build.the_story_index().add_child(instance=StoryPage(title="New", live=True)))


def test_other_pages_are_free():
    page = build.a_content_page()
    Page.objects.filter(pk=page.pk).update(live=False)

    put_on_the_site(page)

    assert is_live(page)


ENDS = {
    "withdrawn": lambda story: story.consents.update(withdrawn_at=timezone.now()),
    "through the ledger": lambda story: consent.end_consents(story.pk),
    "its last day moved to the past": lambda story: story.consents.update(ends_on=timezone.localdate() - timedelta(days=3)),
    "deleted": lambda story: story.consents.all().delete(),
    "taken from the story": lambda story: story.consents.update(story=None),
}


@pytest.mark.parametrize("end", ENDS)
def test_the_last_entry_stays_while_the_story_is_on_the_site(end):
    story = build.a_story()

    assert refused(lambda: ENDS[end](story))
    assert story.consents.in_force().count() == 1


@pytest.mark.parametrize("end", ENDS)
def test_entries_end_once_it_is_off_the_site(end):
    story = build.a_story()
    story.unpublish()

    ENDS[end](story)

    assert not Consent.objects.in_force().filter(story=story).exists()


def test_one_of_two_entries_may_end(ana):
    story = build.a_story()
    entry = a_yes(story, ana)

    Consent.objects.filter(pk=entry.pk).update(withdrawn_at=timezone.now())

    assert is_live(story)


@pytest.mark.parametrize("what", ["story", "index"])
def test_a_story_on_the_site_can_be_deleted_and_its_entries_are_kept(what):
    story = build.a_story()

    (story if what == "story" else build.the_story_index()).delete()

    assert not StoryPage.objects.exists()
    assert [entry.story_id for entry in Consent.objects.all()] == [None]


def test_putting_them_in_place_again_changes_nothing():
    triggers.put_in_place()
    triggers.put_in_place()

    assert triggers.missing() == []


def test_a_migration_finds_the_tables_free_and_leaves_them_held():
    triggers.before_migrate(None, plan=[("a migration", False)], using="default")
    taken_out = triggers.missing()

    triggers.after_migrate(None, using="default")

    assert taken_out == list(triggers.TRIGGERS)
    assert triggers.missing() == []


def test_a_migrate_without_anything_to_do_leaves_them():
    triggers.before_migrate(None, plan=[], using="default")

    assert triggers.missing() == []


def test_the_system_check_sees_that_one_is_lost():
    assert "guide.W001" not in complaints()

    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER guide_story_goes_live" + (" ON wagtailcore_page" if connection.vendor == "postgresql" else ""))

    assert "guide.W001" in complaints()


def complaints() -> list[str]:
    return [message.id for message in run_checks(tags=[Tags.database], databases=["default"])]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite rebuilds tables")
def test_a_table_that_a_migration_rebuilds_is_held_again():
    """What `migrate` does, without the minute of states that going back and forth through all the apps computes."""
    name = Consent._meta.get_field("name_as_given")
    longer = copy(name)
    longer.max_length += 100

    emit_pre_migrate_signal(0, False, "default", plan=[(Migration("a_longer_name", "guide"), False)])
    with connection.schema_editor() as tables:
        tables.alter_field(Consent, name, longer)
    lost = triggers.missing()
    emit_post_migrate_signal(0, False, "default")

    assert lost == list(triggers.TRIGGERS)
    assert triggers.missing() == []


@pytest.mark.django_db(transaction=True)
def test_published_and_taken_back_at_once_it_is_off_the_site_or_agreed_to(ana):
    stories = [a_draft(f"Story {number}") for number in range(4)]
    for story in stories:
        a_yes(story, ana)

    for story in stories:
        answers = at_once(lambda story=story: story.latest_revision.publish(), lambda story=story: consent.withdraw(story, by=ana))

        assert answers[1] is None
        assert answers[0] is None or isinstance(answers[0], NotAgreed)
        assert not is_live(story)
