"""What reading a story's page sets off."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from forum.letters.notices import mark_seen
from guide.models import StoryPage


@hooks.register("before_serve_page")
def its_notices_are_seen(page: Page, request: HttpRequest, args: list, kwargs: dict) -> None:
    if isinstance(page, StoryPage):
        mark_seen(request.user, "story", page.translation_key)
