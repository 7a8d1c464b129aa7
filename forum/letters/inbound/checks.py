"""What is said about answers by mail when the site starts."""

from __future__ import annotations

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from forum.letters.inbound.addresses import LOCAL_PART_AT_MOST, Bound
from forum.letters.inbound.webhook import provider_view

LONGEST = Bound("r", 10**12, "00000000-0000-0000-0000-000000000000")


@register
def answers_come_in(app_configs, **kwargs) -> list[CheckMessage]:
    """Nothing where INBOUND_EMAIL_DOMAIN is not set: letters cannot be answered then, and say nothing of it."""
    if not settings.INBOUND_EMAIL_DOMAIN:
        return []
    found: list[CheckMessage] = []
    if not settings.INBOUND_PROVIDER and not settings.INBOUND_MAILBOX_URL:
        found.append(Warning("INBOUND_EMAIL_DOMAIN is set, and nobody fetches what is written to it. Set INBOUND_MAILBOX_URL or INBOUND_PROVIDER."))
    if settings.INBOUND_PROVIDER:
        found += _of_the_provider(settings.INBOUND_PROVIDER)
    if settings.INBOUND_PROVIDER and ":" not in settings.ANYMAIL["WEBHOOK_SECRET"]:
        found.append(Error("INBOUND_WEBHOOK_SECRET is missing. Give user:password, and the same in the address that the provider calls."))
    if len(LONGEST.address.partition("@")[0]) > LOCAL_PART_AT_MOST:
        found.append(Error("INBOUND_EMAIL_NAME is too long: with the signed part behind it, mail servers refuse the address. Give one of at most 8 letters."))
    return found


def _of_the_provider(provider: str) -> list[CheckMessage]:
    view = provider_view(provider)
    if view is None:
        return [Error(f"INBOUND_PROVIDER: “{provider}” is none that django-anymail knows. Give one such as postmark, mailgun or brevo.")]
    try:
        view()
    except ImproperlyConfigured as reason:
        return [Error(f"INBOUND_PROVIDER_SETTINGS lacks what {provider} needs: {' '.join(str(reason).split())}")]
    return []
