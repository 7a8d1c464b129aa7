"""For the templates of letters, which are read far from the site: every address in them is whole."""

from django import template
from django.conf import settings

register = template.Library()


@register.filter
def on_the_site(path: str) -> str:
    """`/questions/12/` with the site in front; what has one already stays as it is."""
    return f"{settings.SITE_URL}{path}" if path.startswith("/") else path
