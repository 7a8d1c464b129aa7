from django.apps import AppConfig


class MentionsConfig(AppConfig):
    name = "forum.mentions"
    label = "mentions"
