"""Stories that an editor has prepared, and what their authors said yes to."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.models import Locale, Page

from guide.models import Consent, GuideDocument, GuideImage, StoryPage, Use, consent
from tests import build

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


def translated(page: Page, title: str) -> Page:
    """A draft in Spanish, as an editor begins it in the CMS."""
    copy = CopyPageForTranslationAction(page=page, locale=Locale.objects.get(language_code="es")).execute()
    copy.title = copy.draft_title = title
    copy.save_revision()
    return type(page).objects.get(pk=copy.pk)


def a_picture(color="yellow", **fields) -> GuideImage:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), color).save(file, "PNG")
    return GuideImage.objects.create(title="A bus", description="A bus.", file=SimpleUploadedFile("bus.png", file.getvalue(), "image/png"), **fields)


def a_document() -> GuideDocument:
    return GuideDocument.objects.create(title="A sheet", file=SimpleUploadedFile("sheet.pdf", b"%PDF-1.7"))


def is_live(story) -> bool:
    return Page.objects.get(pk=story.pk).live
