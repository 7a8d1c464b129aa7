from django.apps import AppConfig


class TrustConfig(AppConfig):
    name = "moderation.trust"
    label = "trust"

    def ready(self) -> None:
        from moderation.trust.privacy import say_what_we_hold

        say_what_we_hold()
