"""What reading a page of the guide sets off."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from forum.letters.notices import mark_seen
from forum.reading.shelf import PAGE


@hooks.register("before_serve_page")
def its_reminder_is_seen(page: Page, request: HttpRequest, args: list, kwargs: dict) -> None:
    mark_seen(request.user, PAGE, page.translation_key)
