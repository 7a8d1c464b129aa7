from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "forum.stories"
    label = "stories"

    def ready(self) -> None:
        from forum.stories import by_mail, digests  # noqa: F401  letters find there what a digest holds, and what becomes of answers
        from forum.stories.privacy import say_what_we_hold
        from forum.stories.signals import follow_the_pages

        say_what_we_hold()
        follow_the_pages()
