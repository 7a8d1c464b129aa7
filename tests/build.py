"""Plain builder functions. Each makes one thing through the real code; what a test is about, it says itself."""

from __future__ import annotations

import io
import itertools
from contextlib import nullcontext
from functools import partial
from typing import TypeVar

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils import timezone
from PIL import Image
from wagtail.models import Page, Revision
from wagtail.signal_handlers import disable_reference_index_auto_update
from wagtail.signals import page_published

from accounts.models import DISCUSSION_MODERATORS, GUIDE_EDITORS, STORY_MODERATORS, User
from forum.discussions import actions
from forum.discussions.models import Question, Reply
from forum.history import actions as history
from forum.history.models import Version
from guide.field_notes.models import FieldNote
from guide.media_store import keep_held
from guide.models import ContentPage, GuideHome, GuideImage, MilestonePage, PartPage, StagePage, StoryIndexPage, StoryPage, record_demonstration
from guide.printing.models import Edition

count = itertools.count(1)
Row = TypeVar("Row", bound=Model)


def fresh(row: Row) -> Row:
    """As the database has it now."""
    return type(row).objects.get(pk=row.pk)


# ---------------------------------------------------------------- people


def a_newcomer(name: str = "Nell Ash", **fields) -> User:
    """Has never posted: their first post waits for review."""
    email = fields.pop("email", f"{name.split()[0].lower()}{next(count)}@example.org")
    return User.objects.create_user(email=email, display_name=name, last_login=timezone.now(), **fields)


def a_member(name: str = "Ana Ruiz", **fields) -> User:
    """Has one approved post: what they write appears at once."""
    fields.setdefault("first_post_approved_at", timezone.now())
    fields.setdefault("house_rules_accepted_at", timezone.now())
    return a_newcomer(name, **fields)


def someone_of_staff(name: str, *groups: str, **fields) -> User:
    user = a_member(name, **fields)
    user.groups.set(Group.objects.filter(name__in=groups))
    return User.objects.get(pk=user.pk)


def a_moderator(name: str = "Sam Haddad", **fields) -> User:
    return someone_of_staff(name, DISCUSSION_MODERATORS, **fields)


def a_story_moderator(name: str = "Joan Pruitt", **fields) -> User:
    return someone_of_staff(name, STORY_MODERATORS, **fields)


def an_editor(name: str = "Eve Marsh", **fields) -> User:
    return someone_of_staff(name, GUIDE_EDITORS, **fields)


def an_administrator(name: str = "Ada Moore", **fields) -> User:
    return someone_of_staff(name, "Administrators", **fields)


# ---------------------------------------------------------------- the guide


def the_home() -> GuideHome:
    return GuideHome.objects.get(slug="home")


def a_part(number: int = 3, **fields) -> PartPage:
    fields.setdefault("title", f"Part {number}")
    existing = PartPage.objects.filter(slug=f"part-{number}").first()
    return existing or _under(the_home(), PartPage(slug=f"part-{number}", **fields), names_others="body" in fields)


def a_stage(title: str = "Decide to Scale Up", *, number: int = 1, **fields) -> StagePage:
    existing = StagePage.objects.filter(slug=f"stage-{number}").first()
    return existing or _under(a_part(3), StagePage(title=title, slug=f"stage-{number}", **fields), names_others="body" in fields)


def a_milestone(title: str = "Broaden Collaborative Leadership", *, stage: StagePage | None = None, prompts: list[str] | None = None, **fields) -> MilestonePage:
    """A milestone with one prompt a heading; `page.body[n].id` is a passage to ask about."""
    body = [("prompt", {"heading": heading, "body": f"<p>What to do about {heading.lower()}.</p>"}) for heading in prompts or ["Reach out", "Keep trying"]]
    names_others = "body" in fields
    return _under(stage or a_stage(), MilestonePage(title=title, body=fields.pop("body", body), **fields), names_others=names_others)


def a_content_page(title: str = "House rules", *, under: Page | None = None, **fields) -> ContentPage:
    return _under(under or the_home(), ContentPage(title=title, **fields), names_others="body" in fields)


def the_story_index() -> StoryIndexPage:
    return StoryIndexPage.objects.first() or _under(the_home(), StoryIndexPage(title="Stories from the Field", slug="stories"))


def a_story(title: str = "Forty people and one bus", *, milestones: list[Page] | None = None, **fields) -> StoryPage:
    """A published story, with an entry in the consent ledger."""
    fields.setdefault("body", [("prose", "<p>We went on a Saturday.</p>")])
    story = _under(the_story_index(), StoryPage(title=title, **fields), publish=False)
    story.milestones = milestones or []
    record_demonstration(story)
    story.save_revision().publish()
    return StoryPage.objects.get(pk=story.pk)


def a_jpeg(color: str = "yellow", size: tuple[int, int] = (60, 40), **saving) -> bytes:
    """A photo as we keep it."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, "JPEG", **saving)
    return file.getvalue()


def a_bomb() -> bytes:
    """100 megapixels in a few kilobytes."""
    file = io.BytesIO()
    Image.new("1", (10_000, 10_000)).save(file, "PNG")
    return file.getvalue()


def a_held_picture(color: str = "yellow", *, title: str = "A bus", description: str = "A yellow bus.", **fields) -> GuideImage:
    return keep_held(io.BytesIO(a_jpeg(color)), title=title, description=description, **fields)


def an_edition(name: str = "guide", **fields) -> Edition:
    """The whole guide as a PDF, or another edition, that stands in the store."""
    locale = the_home().locale
    file = fields.pop("file", "") or default_storage.save(f"printed/{name}.pdf", ContentFile(b"%PDF-1.7"))
    fields = {"kind": "guide", "pages": 40, "size": 300_000, "digest": "0" * 64, "made_at": timezone.now(), "title": "The guide"} | fields
    return Edition.objects.create(name=name, locale=locale, file=file, **fields)


def _under(parent: Page, page: Page, *, publish: bool = True, names_others: bool = True) -> Page:
    """`names_others` where its words may lead to pictures or pages: these are looked up then, as in the CMS."""
    page.live = publish and names_others  # Wagtail looks through what it saves on the site
    page.locale_id = page.locale_id or parent.locale_id
    page._is_site_root = False  # nothing that is built here is, and Wagtail would ask
    page.save = partial(_save, page, clean=names_others)
    with nullcontext() if names_others else disable_reference_index_auto_update():
        parent.add_child(instance=page)
    return _publish_once(page) if publish else type(page).objects.get(pk=page.pk)


def _save(page: Page, *, clean: bool) -> None:
    """No test reads in the CMS's log what it has built itself."""
    page._set_core_field_defaults()  # a slug that is free
    type(page).save(page, clean=clean, log_action=None)


def _publish_once(page: Page) -> Page:
    """What publishing leaves behind, without looking through the page and saving it once more (docs/decisions/0030)."""
    page.live = True
    revision = Revision.objects.create(content_object=page, base_content_type=page.get_base_content_type(), content=page.serializable_data(), object_str=str(page))
    moments = dict.fromkeys(("first_published_at", "last_published_at", "latest_revision_created_at"), revision.created_at)
    Page.objects.filter(pk=page.pk).update(live=True, live_revision=revision, latest_revision=revision, **moments)
    published = type(page).objects.get(pk=page.pk)
    page_published.send(sender=type(page), instance=published, revision=revision, alias=False)
    return published


# ---------------------------------------------------------------- the field


def changed(post: Question | Reply, body: str = "<p>New words.</p>", **more) -> Version:
    """Its author changed it when the time for slips of the pen was over: the former version."""
    more |= {"title": more.get("title", post.title)} if isinstance(post, Question) else {}
    sent_at = "asked_at" if isinstance(post, Question) else "replied_at"
    type(post).objects.filter(pk=post.pk).update(**{sent_at: getattr(post, sent_at) - history.GRACE})
    history.edit(by=post.person_behind, post=post, body=body, **more)
    return Version.objects.of(fresh(post)).newest_first()[0]


def a_question(by: User | None = None, *, on: Page | None = None, title: str = "Who unlocks the doors on Saturday?", body: str = "<p>We have no custodian.</p>", **fields) -> Question:
    """Asked through the real action: waits for review when the asker is a newcomer."""
    return actions.ask(by=by or a_member(), title=title, body=body, page=on or a_milestone(), **fields)


def a_reply(to: Question | Reply, by: User | None = None, *, body: str = "<p>Ask the librarian.</p>") -> Reply:
    question, parent = (to.question, to) if isinstance(to, Reply) else (to, None)
    return actions.reply(by=by or a_member("Ben Okafor"), question=question, parent=parent, body=body)


def an_answered_question(by: User | None = None, **fields) -> Question:
    """With a chosen answer by somebody else."""
    asked = a_question(by, **fields)
    actions.choose_answer(by=asked.person_behind, question=asked, reply=a_reply(asked), instead_of=None)
    return fresh(asked)


def a_field_note(answer: Reply, *, by: User, **fields) -> FieldNote:
    """Staff asked whoever wrote the answer."""
    fields = {"asked_words": "One list in the hall.", "page": answer.question.page} | fields
    return FieldNote.objects.create(answer=answer.pk, address=answer.get_absolute_url(), person=answer.person_behind, asked_by=by, **fields)
