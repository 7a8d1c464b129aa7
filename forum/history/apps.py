from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "forum.history"
    label = "history"

    def ready(self) -> None:
        from forum.history.privacy import say_what_we_hold

        say_what_we_hold()
