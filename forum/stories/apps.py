from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "forum.stories"
    label = "stories"

    def ready(self) -> None:
        from forum.stories.signals import follow_the_pages

        follow_the_pages()
