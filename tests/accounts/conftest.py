import pytest


@pytest.fixture(autouse=True)
def letters_are_rows(settings) -> None:
    """Django's own test runner puts mail into a list; ours goes through the outbox, as on the site."""
    settings.EMAIL_BACKEND = "forum.letters.backend.OutboxBackend"
