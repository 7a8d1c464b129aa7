"""How lately somebody proved that it is them. allauth keeps in the session how and when; sensitive pages ask for it again."""

from __future__ import annotations

import time
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.access import View, where_to_come_back
from accounts.security.second_step import is_asked_for

FRESH_FOR = 15 * 60
SECOND = "mfa"  # what allauth calls a passkey, a code of an app and a recovery code
TYPED = "typed_before_proof"
NOT_KEPT = {"csrfmiddlewaretoken", "password", "credential", "code", "sure"}
KEPT_AT_MOST = 1000  # characters of each field


def proved_lately(request: HttpRequest) -> bool:
    """With the second step, where the person has one: a code in the mail is not enough then. At most two queries."""
    since = time.time() - FRESH_FOR
    lately = [record for record in get_authentication_records(request, request.user) if record["at"] > since]
    if not lately:
        return False
    return any(record["method"] == SECOND for record in lately) or not is_asked_for(request.user)


def used_a_second_step(request: HttpRequest) -> bool:
    """In this session, whenever that was. No query."""
    return any(record["method"] == SECOND for record in get_authentication_records(request, request.user))


def asks_for_proof(view: View) -> View:
    """For members' pages that change how one signs in: whoever has not proved it lately does so first, and comes back to what they typed."""

    @wraps(view)
    def proved(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not proved_lately(request):
            _keep_what_was_typed(request)
            return HttpResponseRedirect(f"{reverse('accounts:proof')}?{urlencode({'next': where_to_come_back(request)})}")
        return view(request, *args, **kwargs)

    return proved


def _keep_what_was_typed(request: HttpRequest) -> None:
    """No secret, and no yes."""
    if request.method == "POST":
        words = {name: value[:KEPT_AT_MOST] for name, value in request.POST.items() if name not in NOT_KEPT}
        request.session[TYPED] = {"at": request.path, "words": words}


def typed_before(request: HttpRequest) -> dict[str, str]:
    """What they had typed on this page when they were asked who they are; once."""
    if request.method != "GET" or request.session.get(TYPED, {}).get("at") != request.path:
        return {}
    return request.session.pop(TYPED)["words"]
