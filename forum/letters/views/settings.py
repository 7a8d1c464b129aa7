"""What a member wants by mail, and what others see beside their name."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access import members_only
from accounts.answers import answer
from forum.letters import bounces
from forum.letters.follows import Follow, MailSettings
from forum.letters.forms import SettingsForm

A_MONTH = timedelta(days=30)


@members_only
@never_cache
def settings(request: HttpRequest) -> HttpResponse:
    """Saved by the button; another pauses all mail for a month, and ends the pause; a third says that mail arrives which came back before."""
    chosen = MailSettings.of(request.user)
    if request.method == "POST" and ("pause" in request.POST or "resume" in request.POST):
        _pause(request, until=timezone.now() + A_MONTH if "pause" in request.POST else None)
        return redirect("letters:settings")
    if request.method == "POST" and "works" in request.POST:
        bounces.open_again(request.user.email)
        messages.success(request, _("We write to %(address)s again.") % {"address": request.user.email})
        return redirect("letters:settings")
    form = SettingsForm(request.POST if request.method == "POST" else None, person=request.user, chosen=chosen)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("letters:settings")
    context = {"form": form, "chosen": chosen, "is_paused": chosen.is_paused(), "follows": Follow.objects.of(request.user.pk).count()}
    context["came_back"] = bounces.trouble_of(request.user)
    return answer(request, "letters/settings.html", context)


def _pause(request: HttpRequest, *, until) -> None:
    MailSettings.objects.update_or_create(person=request.user, defaults={"paused_until": until})
    messages.success(request, _("Paused. Messages about your account and your stories still come.") if until else _("Emails come again."))
