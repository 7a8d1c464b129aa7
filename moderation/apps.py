from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from forum.discussions.pages import follow_the_pages
        from forum.history.actions import also_ends_the_grace
        from moderation import telling  # noqa: F401  letters find there what they tell
        from moderation.field_notes import telling as of_notes  # noqa: F401
        from moderation.models import was_reported
        from moderation.panels import show_the_authors_yes
        from moderation.privacy import say_what_we_hold

        say_what_we_hold()
        follow_the_pages()
        also_ends_the_grace(was_reported)
        show_the_authors_yes()
