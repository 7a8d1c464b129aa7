from django.apps import AppConfig


class EmbedConfig(AppConfig):
    name = "forum.embed"
    label = "embed"
