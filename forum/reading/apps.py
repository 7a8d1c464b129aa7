from django.apps import AppConfig


class ReadingConfig(AppConfig):
    name = "forum.reading"
    label = "reading"

    def ready(self) -> None:
        from forum.reading import reminders  # noqa: F401  notices find there what they tell
        from forum.reading.privacy import say_what_we_hold

        say_what_we_hold()
