from django.apps import AppConfig


class PassagesConfig(AppConfig):
    name = "forum.passages"
    label = "passages"

    def ready(self) -> None:
        from forum.passages.changes import follow_the_pages

        follow_the_pages()
