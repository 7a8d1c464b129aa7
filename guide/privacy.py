"""What the guide and its editor hold about a person, and what is left of it when they are gone."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.models import EditingSession, FormState
from wagtail.documents import get_document_model
from wagtail.models import Comment, CommentReply, ModelLogEntry, Page, PageLogEntry, PageSubscription, Revision, UploadedFile
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.privacy import LAST, Choices, Part, copied, erased_by, not_copied, swept_by
from guide.models import GuideImage
from guide.models.consent import Consent

WORK = "The work of an editor: the page, picture or file belongs to the guide, and keeps the number of who worked on it."


def say_what_we_hold() -> None:
    """Called once the models are there."""
    agreed = {"kind": _("What it is"), "name_as_given": _("Name as you gave it"), "uses": _("Uses you agreed to"), "given_at": _("When"), "ends_on": _("Ends on"), "withdrawn_at": _("Ended")}
    wrote = {"text": _("Words"), "created_at": _("When")}
    did = {"label": _("Title"), "action": _("What happened"), "timestamp": _("When")}
    title = {"title": _("Title")}
    copied(
        Part("consents", _("What you agreed to"), Consent, ("given_by",), agreed),
        Part("cms_settings", _("Settings of the guide’s editor"), UserProfile, ("user",), {"preferred_language": _("Language"), "theme": _("Colors")}, leave_out=("avatar",)),
        Part("pages", _("Pages you made"), Page, ("owner",), title | {"first_published_at": _("When")}),
        Part("page_revisions", _("Versions of pages you saved"), Revision, ("user",), {"object_str": _("Title"), "created_at": _("When")}, leave_out=("content",)),
        Part("page_comments", _("Comments on pages"), Comment, ("user",), wrote),
        Part("page_comment_replies", _("Replies to comments on pages"), CommentReply, ("user",), wrote),
        Part("page_subscriptions", _("Pages you are told about in the editor"), PageSubscription, ("user",), {"page": _("Title")}),
        Part("page_log", _("What you did to pages"), PageLogEntry, ("user",), did),
        Part("editor_log", _("What else you did in the editor"), ModelLogEntry, ("user",), did),
        Part("pictures", _("Pictures you uploaded"), GuideImage, ("uploaded_by_user",), title, leave_out=("file",)),
        Part("files", _("Files you uploaded"), get_document_model(), ("uploaded_by_user",), title, leave_out=("file",)),
    )
    not_copied(
        guide_consent_spelling_by="A note of the editor about somebody else’s consent; it is in that person’s copy.",
        wagtailcore_page_locked_by="Which page they hold in the editor at the moment. It goes with the next save.",
        wagtailcore_comment_resolved_by="Belongs to the comment, which is in the copy of who wrote it.",
        wagtailcore_taskstate_finished_by=WORK,
        wagtailcore_workflowstate_requested_by=WORK,
        wagtailcore_uploadedfile_uploaded_by_user="A file on its way into the library; it becomes a picture or a file within minutes.",
        wagtailadmin_editingsession_user="Which page is open in the editor; gone when it is closed.",
        wagtailadmin_formstate_user="What is typed into the editor before it is saved; gone when it is.",
        wagtaildocs_document_uploaded_by_user="Wagtail’s own table, which the guide’s files take the place of. It is empty.",
        wagtailimages_image_uploaded_by_user="Wagtail’s own table, which the guide’s pictures take the place of. It is empty.",
    )
    erased_by(erase_from_the_editor, turn=LAST)
    swept_by(forget_names_that_ended)


def erase_from_the_editor(person: User, choices: Choices) -> None:
    """What is theirs alone goes; work on the guide keeps a number, and the log no name."""
    for model in (UserProfile, EditingSession, FormState, PageSubscription):
        model.objects.filter(user=person).delete()
    UploadedFile.objects.filter(uploaded_by_user=person).delete()
    Page.objects.filter(locked_by=person).update(locked=False, locked_at=None, locked_by=None)
    about_them = ModelLogEntry.objects.filter(content_type=ContentType.objects.get_for_model(User), object_id=str(person.pk))
    about_them.update(label="", data={})
    forget_names(Consent.objects.filter(given_by=person))


def forget_names(consents: QuerySet[Consent]) -> int:
    """Of entries that ended: those in force keep the name as it was given, for it stands on the site with the story."""
    in_force = Consent.objects.in_force().filter(story__isnull=False).values("pk")
    return consents.exclude(name_as_given="").exclude(pk__in=in_force).update(name_as_given="")


def forget_names_that_ended() -> int:
    """For the worker: what a story that was kept leaves behind when it goes later."""
    return forget_names(Consent.objects.filter(given_by__erased_at__isnull=False))
