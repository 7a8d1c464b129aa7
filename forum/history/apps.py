from django.apps import AppConfig


class HistoryConfig(AppConfig):
    name = "forum.history"
    label = "history"

    def ready(self) -> None:
        from forum.discussions.mentions import also_stand_in
        from forum.history.models import Version
        from forum.history.privacy import say_what_we_hold

        also_stand_in(Version)
        say_what_we_hold()
