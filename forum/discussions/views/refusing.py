"""What one reads when a post cannot be taken just now. The words are kept by then."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.limits import TooOften, count_a_press

View = Callable[..., HttpResponse]


def pause(request: HttpRequest) -> HttpResponse:
    """Staff have asked this person to pause."""
    return render(request, "forum/silenced.html", status=403)


def counted(view: View) -> View:
    """For what one presses: counted before it is done. Above the limit TooOften goes up, and its page says how long to wait (config/middleware.py)."""

    @wraps(view)
    def limited(request: HttpRequest, *args, **words) -> HttpResponse:
        if request.method == "POST":
            count_a_press(request)
        return view(request, *args, **words)

    return limited


def too_often(request: HttpRequest, limit: TooOften, *, back: str) -> HttpResponse:
    """How long to wait, and the way back to the draft."""
    answer = render(request, "429.html", {"minutes": limit.minutes, "back": back}, status=429)
    answer.headers["Retry-After"] = str(limit.seconds)
    return answer
