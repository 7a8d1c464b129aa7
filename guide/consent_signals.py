"""What keeps the consent ledger, the database's triggers and the addresses of stories taken back in step with the pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_delete, pre_migrate, pre_save
from django.utils import timezone
from wagtail.models import Page
from wagtail.signals import page_published

from guide import media_store, triggers
from guide.models.consent import GoneAddress, NotAgreed, end_consents, end_what_was_replaced, why_not_with_its_pictures
from guide.models.pages import GuidePage
from guide.models.stories import StoryPage

UID = "stories are held"


def hold_stories(app: AppConfig) -> None:
    """Called once the models are there."""
    register(triggers.stories_are_held, Tags.database)
    pre_migrate.connect(triggers.before_migrate, sender=app, dispatch_uid=UID)
    post_migrate.connect(triggers.after_migrate, sender=app, dispatch_uid=UID)
    pre_delete.connect(leave_the_site_first, sender=StoryPage, dispatch_uid=UID)
    pre_save.connect(look_at_its_pictures, dispatch_uid=UID)
    page_published.connect(no_longer_gone, dispatch_uid=UID)
    page_published.connect(the_newest_yes_counts, sender=StoryPage, dispatch_uid=UID)


def leave_the_site_first(sender, instance, **kwargs) -> None:
    """Deleting a page frees its consent entries before the page itself is gone; the database allows that off the site only.

    Nobody can publish it again, so they end; and its address says that a story stood there.
    """
    if Page.objects.filter(pk=instance.pk, live=True).update(live=False):
        media_store.hold(instance)
    if instance.first_published_at:
        GoneAddress.objects.get_or_create(path=instance.address, defaults={"at": timezone.now()})
    end_consents(instance.pk)


def look_at_its_pictures(sender, instance, raw=False, update_fields=None, **kwargs) -> None:
    """A page that is about to stand on the site, whichever way it came there: raises NotAgreed for a photo that was given for a story; others
    are for everyone now. Story pages look themselves (StoryPage.save).
    """
    if raw or not isinstance(instance, GuidePage) or isinstance(instance, StoryPage) or not instance.live:
        return
    if update_fields is not None and not {"live", *instance.columns_with_notes} & set(update_fields):
        return
    if reason := why_not_with_its_pictures(instance):
        raise NotAgreed(reason)
    media_store.show(media_store.pictures_on(instance))


def the_newest_yes_counts(sender, instance, **kwargs) -> None:
    end_what_was_replaced(instance)


def no_longer_gone(sender, instance, **kwargs) -> None:
    """Wagtail calls it too when a page is put on the schedule."""
    if isinstance(instance, GuidePage) and instance.live:
        GoneAddress.objects.filter(path=instance.address).delete()
