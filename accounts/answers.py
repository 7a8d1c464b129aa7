"""A page, answered by the status that fits it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def answer(request: HttpRequest, template: str, context: dict[str, Any], *, wait: int = 0) -> HttpResponse:
    """200; 422 when its `form`, if it has one, has something to fix; 429 when one has to wait so many seconds."""
    form = context.get("form")
    status = 429 if wait else 422 if form is not None and form.errors else 200
    response = render(request, template, context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
