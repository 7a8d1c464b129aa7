"""Which entries of the ledger count, and what each of them holds."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from guide.models import Consent, NotAgreed, consent, record_demonstration, record_earlier_publication
from tests import build
from tests.guide.consents import a_draft, a_yes, is_live

pytestmark = pytest.mark.django_db


def test_a_name_as_long_as_a_credit_fits(ana):
    story = a_draft(credit_line="A" * 200)

    assert a_yes(story, ana, name_as_given=story.credit_line).full_clean(exclude=["story", "given_by", "spelling_by", "ends_on", "withdrawn_at", "given_at", "spelling_reason"]) is None


@pytest.mark.parametrize(
    "fields",
    [{"withdrawn_at": timezone.now()}, {"ends_on": timezone.localdate() - timedelta(days=1)}, {"uses": ["print"]}, {"story": None}],
    ids=["withdrawn", "ended", "not for this site", "of no page"],
)
def test_an_entry_that_does_not_count(ana, fields):
    story = a_draft()
    entry = a_yes(story, ana)
    Consent.objects.filter(pk=entry.pk).update(**fields)

    with pytest.raises(NotAgreed):
        story.latest_revision.publish()


def test_an_entry_counts_on_its_last_day(ana):
    story = a_draft()
    entry = a_yes(story, ana)
    Consent.objects.filter(pk=entry.pk).update(ends_on=timezone.localdate())

    story.latest_revision.publish()

    assert is_live(story)


def test_an_authors_entry_always_names_its_content(ana):
    with pytest.raises(IntegrityError), transaction.atomic():
        a_yes(a_draft(), ana, digest="")


@pytest.mark.parametrize(("record", "stands"), [(record_earlier_publication, True), (record_demonstration, False)])
def test_in_production_what_was_printed_stands_and_what_is_invented_does_not(settings, record, stands):
    story = a_draft()
    record(story)
    settings.DEMONSTRATION_ALLOWED = False

    if stands:
        story.latest_revision.publish()
    else:
        with pytest.raises(NotAgreed):
            story.latest_revision.publish()

    assert is_live(story) is stands


def test_the_look_into_the_ledger_costs_one_query(django_assert_num_queries):
    story = build.a_story()

    with django_assert_num_queries(1):
        assert consent.why_not_publishable(story) == ""
