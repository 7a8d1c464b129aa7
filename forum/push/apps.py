from django.apps import AppConfig


class PushConfig(AppConfig):
    name = "forum.push"
    label = "push"

    def ready(self) -> None:
        from forum.push import checks  # noqa: F401  registers a system check
        from forum.push.privacy import say_what_we_hold

        say_what_we_hold()
