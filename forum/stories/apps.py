from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "forum.stories"
    label = "stories"
