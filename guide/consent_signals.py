"""What keeps the consent ledger, the database's triggers and the addresses of stories taken back in step with the pages."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags, register
from django.db.models.signals import post_migrate, pre_delete, pre_migrate
from wagtail.models import Page
from wagtail.signals import page_published

from guide import media_store, triggers
from guide.models.consent import GoneAddress
from guide.models.pages import GuidePage
from guide.models.stories import StoryPage

UID = "stories are held"


def hold_stories(app: AppConfig) -> None:
    """Called once the models are there."""
    register(triggers.stories_are_held, Tags.database)
    pre_migrate.connect(triggers.before_migrate, sender=app, dispatch_uid=UID)
    post_migrate.connect(triggers.after_migrate, sender=app, dispatch_uid=UID)
    pre_delete.connect(leave_the_site_first, sender=StoryPage, dispatch_uid=UID)
    page_published.connect(no_longer_gone, dispatch_uid=UID)


def leave_the_site_first(sender, instance, **kwargs) -> None:
    """Deleting a page frees its consent entries before the page itself is gone; the database allows that off the site only."""
    if Page.objects.filter(pk=instance.pk, live=True).update(live=False):
        media_store.hold(instance)


def no_longer_gone(sender, instance, **kwargs) -> None:
    if isinstance(instance, GuidePage):
        GoneAddress.objects.filter(path=instance.address).delete()
