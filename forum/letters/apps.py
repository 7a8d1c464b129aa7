from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "forum.letters"
    label = "letters"
