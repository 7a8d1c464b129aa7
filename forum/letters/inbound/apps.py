from django.apps import AppConfig


class InboundConfig(AppConfig):
    name = "forum.letters.inbound"
    label = "inbound"
