from django.apps import AppConfig


class SavedConfig(AppConfig):
    """Replies that staff have ready."""

    name = "forum.saved"
    label = "saved"
