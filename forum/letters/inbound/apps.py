from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "forum.letters.inbound"
    label = "inbound"

    def ready(self) -> None:
        from forum.letters.inbound import checks, other_letters  # noqa: F401  they register themselves
