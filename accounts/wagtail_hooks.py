"""Closing many accounts at once in the CMS leaves somebody to run the site."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin import messages

from accounts.administrators import administrators, hold_administrators
from accounts.cms.people import NOBODY_ELSE
from accounts.models import User


@hooks.register("before_bulk_action")
def hold_those_who_run_the_site(request: HttpRequest, action_type: str, objects: list, action) -> None:
    if User in action.models:
        hold_administrators()


@hooks.register("after_bulk_action")
def undo_what_leaves_nobody(request: HttpRequest, action_type: str, objects: list, action) -> HttpResponse | None:
    """In the transaction of the action."""
    if User not in action.models or administrators().exists():
        return None
    transaction.set_rollback(True)
    messages.error(request, NOBODY_ELSE)
    return redirect(action.next_url)
