from django.apps import AppConfig


class BlockingConfig(AppConfig):
    name = "forum.blocking"
    label = "blocking"

    def ready(self) -> None:
        from forum.blocking.privacy import say_what_we_hold

        say_what_we_hold()
