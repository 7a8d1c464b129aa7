"""What a consent is bound to, and that a page's own publishing asks for it."""

import io
import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation
from PIL import Image
from wagtail.models import Page, PageLogEntry

from guide.models import Consent, ConsentKind, Function, GoneAddress, GuideDocument, GuideImage, Initiative, NotAgreed, Place, StoryPage, Use, consent, record_demonstration, record_earlier_publication
from tests import build

pytestmark = pytest.mark.django_db

SAID = [("prose", "<p>We went on a Saturday.</p>")]


def a_draft(title="The bus", **fields) -> StoryPage:
    """A story page that an editor has prepared; its latest revision is what it would say."""
    index = build.the_story_index()
    story = index.add_child(instance=StoryPage(title=title, live=False, **({"body": SAID} | fields)))
    story.save_revision()
    return StoryPage.objects.get(pk=story.pk)


def a_yes(story, by=None, **fields) -> Consent:
    """The author's, to the latest revision."""
    latest = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    said = {"uses": [Use.SITE], "name_as_given": "Ana Ruiz", "wording": "form 1", "digest": consent.content_digest(latest)}
    return consent.record_author_consent(story, by=by, **(said | fields))


def changed(story, **fields):
    """A later revision."""
    page = story.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def a_picture(color="yellow", **fields) -> GuideImage:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(file, "PNG")
    return GuideImage.objects.create(title="A bus", description="A bus.", file=SimpleUploadedFile("bus.png", file.getvalue(), "image/png"), **fields)


def a_document() -> GuideDocument:
    return GuideDocument.objects.create(title="A sheet", file=SimpleUploadedFile("sheet.pdf", b"%PDF-1.7"))


def is_live(story) -> bool:
    return Page.objects.get(pk=story.pk).live


# ---------------------------------------------------------------- the digest


def a_full_story() -> StoryPage:
    figure = ("figure", {"image": a_picture(), "alt": "Forty people beside a bus", "document": a_document()})
    lists = {"place": Place.objects.create(city="Yakima", state="WA"), "initiative": Initiative.objects.create(name="Cradle to Career")}
    story = a_draft(body=[*SAID, figure, ("quotation", {"text": "We went.", "speaker": "A mother"})], lead="Forty people.", credit_line="Ana", **lists)
    page = story.get_latest_revision_as_object()
    page.milestones, page.functions = [build.a_milestone()], [Function.objects.first()]
    page.save_revision()
    return StoryPage.objects.get(pk=story.pk)


def test_a_revision_and_the_page_it_becomes_have_one_digest():
    story = a_full_story()
    agreed = consent.content_digest(story.latest_revision.as_object())
    a_yes(story)

    story.latest_revision.publish()

    published = StoryPage.objects.get(pk=story.pk)
    assert consent.content_digest(published) == agreed
    assert consent.content_digest(published.save_revision().as_object()) == agreed


def test_a_digest_costs_six_queries(django_assert_max_num_queries):
    story = a_full_story()
    consent.content_digest(story)  # a picture made here has no digest of its file yet

    with django_assert_max_num_queries(6):
        consent.content_digest(story)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "The other bus"},
        {"lead": "Fifty people."},
        {"body": [("prose", "<p>We went on a Sunday.</p>")]},
        {"credit_line": "Ana Ruiz"},
        {"milestones": []},
        {"functions": []},
        {"place": None},
        {"initiative": None},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_a_reader_sees_changes_the_digest(change):
    story = a_full_story()
    before = consent.content_digest(story.latest_revision.as_object())

    revision = changed(story, **change)

    assert consent.content_digest(revision.as_object()) != before


@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (Place, {"city": "Smallville"}),
        (Place, {"state": "OR"}),
        (Initiative, {"name": "The Smith family fund"}),
        (Initiative, {"link": "https://example.org/"}),
        (GuideImage, {"credit": "Ana Ruiz, mother of Tim"}),
        (GuideImage, {"file_hash": "0" * 40}),
        (GuideDocument, {"title": "Another sheet"}),
        (GuideDocument, {"file_hash": "0" * 40}),
    ],
    ids=lambda given: given.__name__ if isinstance(given, type) else next(iter(given)),
)
def test_what_is_changed_in_a_list_or_library_changes_the_digest(rows, change):
    story = a_full_story()
    before = consent.content_digest(story.latest_revision.as_object())

    rows.objects.update(**change)

    assert consent.content_digest(StoryPage.objects.get(pk=story.pk).latest_revision.as_object()) != before


def test_the_digest_is_the_same_in_every_language():
    story = a_draft(place=Place.objects.create(state="WI"))
    with translation.override("es"):
        spanish = consent.content_digest(story)

    assert consent.content_digest(story) == spanish


@pytest.mark.parametrize("word", ["alt", "caption"])
def test_words_of_a_figure_change_the_digest(word):
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus", "caption": "On Saturday"})])
    before = consent.content_digest(story)

    story.body[0].value[word] = "Another bus"

    assert consent.content_digest(story) != before


def test_another_picture_or_another_file_under_it_changes_the_digest():
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus"})])
    before = consent.content_digest(story)
    other = changed(story, body=[("figure", {"image": a_picture("blue"), "alt": "A bus"})]).as_object()

    image.file.save("bus.png", a_picture("red").file)
    GuideImage.objects.filter(pk=image.pk).update(file=image.file.name, file_hash="")

    assert len({before, consent.content_digest(other), consent.content_digest(StoryPage.objects.get(pk=story.pk))}) == 3


def test_a_file_that_moves_keeps_the_digest():
    image = a_picture()
    story = a_draft(body=[("figure", {"image": image, "alt": "A bus"})])
    before = consent.content_digest(story)

    image.file.save("under-a-new-name.png", image.file)

    assert consent.content_digest(StoryPage.objects.get(pk=story.pk)) == before


def test_what_the_editor_adds_by_itself_is_no_content():
    bare = [{"type": "quotation", "value": {"text": "We went.", "speaker": "A mother"}, "id": "one"}, {"type": "prose", "value": "<p>So</p>", "id": "two"}]
    saved = [
        {"type": "quotation", "value": {"text": "We went.", "speaker": "A mother", "role": ""}, "id": "three"},
        {"type": "prose", "value": '<p data-block-key="x1y2z">So</p>', "id": "four"},
    ]
    block = StoryPage._meta.get_field("body").stream_block

    digests = {consent.content_digest(a_draft(f"Story {number}", body=block.to_python(raw))) for number, raw in enumerate((bare, saved))}

    assert len({consent.content_digest(StoryPage(title="One", body=block.to_python(raw))) for raw in (bare, saved)}) == 1
    assert len(digests) == 2  # their titles differ


def test_the_order_of_the_blocks_is_content():
    there, back = [("prose", "<p>One</p>"), ("prose", "<p>Two</p>")], [("prose", "<p>Two</p>"), ("prose", "<p>One</p>")]

    assert consent.content_digest(StoryPage(title="T", body=there)) != consent.content_digest(StoryPage(title="T", body=back))


# ---------------------------------------------------------------- publishing


def test_a_draft_is_free():
    story = a_draft()

    changed(story, title="Another title")
    story.save()
    copy = story.copy(update_attrs={"slug": "copy"})

    assert not is_live(story) and not is_live(copy)


def test_what_the_author_agreed_to_is_published(ana):
    story = a_draft()
    a_yes(story, ana)

    story.latest_revision.publish()

    assert is_live(story)
    assert Client().get(story.address).status_code == 200


WAYS = {
    "revision": lambda story: story.latest_revision.publish(),
    "page": lambda story: story.publish(story.latest_revision),
    "save": lambda story: set_live(story).save(),
    "save without checks": lambda story: set_live(story).save(clean=False),
    "only live": lambda story: set_live(story).save(update_fields=["live"]),
    "for a later day": lambda story: later(story).publish(),
    "add a child": lambda story: build.the_story_index().add_child(instance=StoryPage(title="New", live=True, body=SAID)),
}


def set_live(story):
    story.live = True
    return story


def later(story):
    return changed(story, go_live_at=timezone.now() + timedelta(days=2))


@pytest.mark.parametrize("way", WAYS)
def test_without_a_yes_no_way_leads_onto_the_site(way):
    story = a_draft()

    with pytest.raises(NotAgreed):
        WAYS[way](story)

    assert not StoryPage.objects.live().exists()
    assert not story.revisions.exclude(approved_go_live_at=None).exists()


@pytest.mark.parametrize("way", ["revision", "save"])
def test_a_yes_to_another_version_is_none(way, ana):
    story = a_draft()
    a_yes(story, ana)
    story = changed(story, title="Another title").as_object()
    story.save()

    with pytest.raises(NotAgreed, match="another version"):
        WAYS[way](story)

    assert not is_live(story)


def test_a_live_story_keeps_its_agreed_words_until_the_author_agrees_to_others(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    later = changed(story, title="Another title")

    with pytest.raises(NotAgreed):
        later.publish()

    assert StoryPage.objects.get(pk=story.pk).title == "The bus"
    a_yes(story, ana)
    later.publish()
    assert StoryPage.objects.get(pk=story.pk).title == "Another title"


def test_an_earlier_version_that_was_agreed_to_may_come_back(ana):
    story = a_draft()
    a_yes(story, ana)
    first = story.latest_revision
    first.publish()
    changed(story, title="Another title")

    back = first.as_object().save_revision(previous_revision=first)
    back.publish(previous_revision=first)

    assert is_live(story)


def test_a_version_that_a_newer_yes_replaced_on_the_site_does_not(ana):
    """What was asked to be changed would be back otherwise, without a word to the author."""
    story = a_draft()
    first_yes = a_yes(story, ana)
    first = story.latest_revision
    first.publish()
    second = changed(story, title="Another title")
    a_yes(story, ana)
    assert first_yes in Consent.objects.in_force()  # until then it covers what stands there

    second.publish()

    assert list(Consent.objects.in_force().values_list("content_digest", flat=True)) == [consent.content_digest(StoryPage.objects.get(pk=story.pk))]
    with pytest.raises(NotAgreed):
        first.publish()


def test_a_yes_to_what_is_still_to_come_outlasts_a_publication(ana):
    story = a_draft()
    a_yes(story, ana)
    now = story.latest_revision
    later = changed(story, title="Another title")
    a_yes(story, ana)

    now.publish()
    later.publish()

    assert StoryPage.objects.get(pk=story.pk).title == "Another title"


def test_a_copy_is_not_covered_by_the_yes_to_the_first(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    story.refresh_from_db()

    with pytest.raises(NotAgreed), transaction.atomic():
        story.copy(update_attrs={"slug": "again"}, keep_live=True)

    assert StoryPage.objects.count() == 1


@pytest.mark.parametrize("published", [True, False])
def test_a_story_has_no_alias(ana, published):
    story = a_draft()
    a_yes(story, ana)
    if published:
        story.latest_revision.publish()
    story.refresh_from_db()

    with pytest.raises(NotAgreed, match="one address"), transaction.atomic():
        story.create_alias(update_slug="alias")

    assert StoryPage.objects.count() == 1


def test_a_name_as_long_as_a_credit_fits(ana):
    story = a_draft(credit_line="A" * 200)

    assert a_yes(story, ana, name_as_given=story.credit_line).full_clean(exclude=["story", "given_by", "spelling_by", "ends_on", "withdrawn_at", "given_at", "spelling_reason"]) is None


def test_moving_a_published_story_asks_for_nothing_new(ana):
    story = a_draft()
    a_yes(story, ana)
    story.latest_revision.publish()
    second = build.a_story("Second")

    StoryPage.objects.get(pk=story.pk).move(second, "right")

    assert is_live(story)
    assert [page.pk for page in build.the_story_index().get_children().live()] == [second.pk, story.pk]


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


# ---------------------------------------------------------------- spelling only


def test_spelling_carries_the_yes_over_with_its_reason_on_record(ana, eve):
    story = a_draft()
    a_yes(story, ana)
    revision = changed(story, title="The Bus")

    entry = consent.note_spelling_only(story, by=eve, reason="A capital letter")

    revision.publish()
    assert StoryPage.objects.get(pk=story.pk).title == "The Bus"
    assert (entry.given_by, entry.spelling_by, entry.spelling_reason, entry.kind) == (ana, eve, "A capital letter", ConsentKind.AUTHOR)
    assert PageLogEntry.objects.get(action=consent.SPELLING_ONLY).data["reason"] == "A capital letter"


def test_spelling_needs_a_yes_and_a_reason(ana, eve):
    story = a_draft()
    with pytest.raises(NotAgreed):
        consent.note_spelling_only(story, by=eve, reason="A capital letter")
    a_yes(story, ana)

    with pytest.raises(ValueError, match="reason"):
        consent.note_spelling_only(story, by=eve, reason=" ")

    assert Consent.objects.count() == 1


def test_spelling_does_not_outlast_the_consent_it_carries_over(ana, eve):
    story = a_draft()
    entry = a_yes(story, ana)
    Consent.objects.filter(pk=entry.pk).update(ends_on=timezone.localdate())

    assert consent.note_spelling_only(story, by=eve, reason="A comma").ends_on == timezone.localdate()


def another_initiative() -> Initiative:
    return Initiative.objects.create(name="The Smith family fund")


LONG = " ".join(f"On Saturday number {n} we met {n * 7} neighbors of street {n * 3} and came home late." for n in range(1, 60))


@pytest.mark.parametrize(
    "change",
    [
        lambda: {"title": "Quite another story"},
        lambda: {"body": [("prose", "<p>We stayed at home with the children of the Smith family.</p>")]},
        lambda: {"body": [*SAID, ("figure", {"image": a_picture(), "alt": ""})]},
        lambda: {"body": [("prose", '<p>We went on a <a href="https://elsewhere.example/">Saturday</a>.</p>')]},
        lambda: {"body": [("note", {"title": "", "body": "<p>We went on a Saturday.</p>"})]},
        lambda: {"credit_line": "Ana Ruiz"},
        lambda: {"place": Place.objects.create(state="WI")},
        lambda: {"initiative": another_initiative()},
        lambda: {"milestones": [build.a_milestone()]},
        lambda: {"functions": [Function.objects.first()]},
    ],
    ids=["title", "words", "picture", "link", "piece", "credit", "place", "initiative", "milestones", "functions"],
)
def test_more_than_spelling_is_not_carried_over(ana, eve, change):
    story = a_draft()
    a_yes(story, ana)
    changed(story, **change())

    with pytest.raises(NotAgreed, match="read the latest version"):
        consent.note_spelling_only(story, by=eve, reason="A comma")

    assert Consent.objects.count() == 1


@pytest.mark.parametrize(("new", "carried"), [(LONG.replace("Saturday", "saturday"), True), (LONG + "Tim Smith was with us. " * 20, False)], ids=["small letters", "a paragraph"])
def test_in_a_long_story_the_letters_are_counted(ana, eve, new, carried):
    story = a_draft(body=[("prose", f"<p>{LONG}</p>")])
    a_yes(story, ana)
    changed(story, body=[("prose", f"<p>{new}</p>")])

    if carried:
        consent.note_spelling_only(story, by=eve, reason="Small letters")
    else:
        with pytest.raises(NotAgreed, match="Too many words"):
            consent.note_spelling_only(story, by=eve, reason="Small letters")


def test_small_changes_do_not_add_up(ana, eve):
    words = LONG[:800].split(" ")
    story = a_draft(body=[("prose", " ".join(words))])
    a_yes(story, ana)

    with pytest.raises(NotAgreed, match="Too many words"):
        for start in range(0, 100, 5):
            words[start : start + 5] = ["another"] * 5
            changed(story, body=[("prose", " ".join(words))])
            consent.note_spelling_only(story, by=eve, reason="A comma")

    assert 1 < Consent.objects.count() < 10


# ---------------------------------------------------------------- by schedule


def test_the_schedule_passes_over_what_nobody_agreed_to_and_goes_on(caplog, ana):
    held, agreed, plain = a_draft("Held"), a_draft("Agreed"), build.a_content_page("Plain")
    revisions = [changed(page, go_live_at=timezone.now() + timedelta(hours=1)) for page in (held, agreed, plain)]
    for story in (held, agreed):
        a_yes(story, ana)
    for revision in revisions:
        revision.publish()
    Consent.objects.filter(story=held).update(withdrawn_at=timezone.now())
    type(revisions[0]).objects.filter(pk__in=[revision.pk for revision in revisions]).update(approved_go_live_at=timezone.now() - timedelta(minutes=1))
    for revision in revisions:
        type(revision).objects.filter(pk=revision.pk).update(content=revision.content | {"go_live_at": (timezone.now() - timedelta(minutes=1)).isoformat()})

    with caplog.at_level(logging.WARNING):
        call_command("publish_scheduled", verbosity=0)

    assert (is_live(held), is_live(agreed), is_live(plain)) == (False, True, True)
    assert "“Held”" in caplog.text and "Nobody has agreed" in caplog.text
    assert PageLogEntry.objects.get(action=consent.HELD_BACK).page_id == held.pk
    caplog.clear()
    call_command("publish_scheduled", verbosity=0)
    assert caplog.text == ""


# ---------------------------------------------------------------- taken back


@pytest.mark.django_db(transaction=True)
def test_a_story_taken_back_leaves_every_page_at_once(ana, settings):
    settings.VISITOR_PAGES_KEPT_FOR = 60
    milestone = build.a_milestone()
    story = build.a_story("Forty people and one bus", milestones=[milestone])
    places = (story.address, "/stories/", milestone.address, "/")
    visitor = Client()
    before = [visitor.get(place).content.decode() for place in places]

    consent.withdraw(story, by=ana)

    after = [visitor.get(place) for place in places]
    assert [place for place, text in zip(places[:3], before, strict=False) if story.title not in text] == []
    assert [answer.status_code for answer in after] == [410, 200, 200, 200]
    assert [place for place, answer in zip(places, after, strict=True) if story.title in answer.content.decode()] == []
    assert "This story is no longer here." in after[0].content.decode()


def test_taking_back_ends_the_entries_and_is_on_record(ana):
    story = build.a_story()
    scheduled = changed(story, go_live_at=timezone.now() + timedelta(days=1))
    scheduled.publish()

    consent.withdraw(story, by=ana)
    consent.withdraw(story, by=ana)

    page = StoryPage.objects.get(pk=story.pk)
    assert not page.live and not page.scheduled_revision
    assert not page.consents.in_force().exists()
    assert list(PageLogEntry.objects.filter(page=page.pk, user=ana).values_list("action", flat=True).order_by("pk")) == ["wagtail.unpublish", consent.TAKEN_BACK]
    assert GoneAddress.objects.get().path == story.address


def test_a_draft_taken_back_leaves_no_address_behind(ana):
    story = a_draft()
    a_yes(story, ana)

    consent.withdraw(story, by=ana)

    assert not GoneAddress.objects.exists()
    assert Client().get(story.address).status_code == 404
    with pytest.raises(NotAgreed):
        story.latest_revision.publish()


def test_a_story_that_comes_back_with_a_new_yes_is_at_its_address_again(ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)
    a_yes(story, ana)

    story.get_latest_revision().publish()

    assert Client().get(story.address).status_code == 200
    assert not GoneAddress.objects.exists()


def test_a_page_that_staff_delete_leaves_its_address_and_no_yes(ana):
    story, draft = build.a_story(), a_draft("Never published")
    for page in (story, draft):
        a_yes(page, ana)
        Page.objects.get(pk=page.pk).delete()

    assert [Client().get(page.address).status_code for page in (story, draft)] == [410, 404]
    assert Consent.objects.count() == 3 and not Consent.objects.in_force().exists()


def test_an_address_stays_gone_when_the_page_is_deleted(ana):
    story = build.a_story()
    consent.withdraw(story, by=ana)

    Page.objects.get(pk=story.pk).delete()

    assert Client().get(story.address).status_code == 410
    assert Consent.objects.get().story_id is None
