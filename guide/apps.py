from django.apps import AppConfig

WORDS_OF_A_PERSON = {"display_name", "role", "organisation", "city", "state", "show_role", "show_organisation", "show_place", "erased_at"}


class GuideConfig(AppConfig):
    name = "guide"

    def ready(self) -> None:
        # models are there only now
        from django.db.models.signals import post_delete, post_save
        from wagtail.admin.views.account import AvatarSettingsPanel
        from wagtail.models import Page
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from accounts.models import User
        from guide.consent_signals import hold_stories
        from guide.models import Characteristic, Function, Initiative, Place, Topic
        from guide.models.freshness import something_changed
        from guide.privacy import say_what_we_hold

        say_what_we_hold()
        hold_stories(self)
        AvatarSettingsPanel.is_active = lambda panel: False  # nobody has a picture here; Wagtail has no setting for it

        def page_changed(sender, **kwargs) -> None:
            something_changed()

        def person_changed(sender, update_fields=None, **kwargs) -> None:
            if update_fields is None or WORDS_OF_A_PERSON & set(update_fields):
                something_changed()

        for model in (Characteristic, Function, Initiative, Place, Topic):
            for signal in (post_save, post_delete):
                signal.connect(page_changed, sender=model, weak=False, dispatch_uid="freshness")
        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(page_changed, weak=False, dispatch_uid="freshness")
        post_delete.connect(lambda sender, **kwargs: something_changed() if issubclass(sender, Page) else None, weak=False, dispatch_uid="freshness")
        post_save.connect(person_changed, sender=User, weak=False, dispatch_uid="freshness")
