from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"

    def ready(self) -> None:
        from forum.discussions.pages import follow_the_pages

        follow_the_pages()
