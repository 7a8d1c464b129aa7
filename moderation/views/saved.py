"""Saved replies: the short list of words that staff have ready, kept at the desk."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import moderates_discussions, staff_only
from forum.saved.models import SavedReply


class SavedReplyForm(forms.ModelForm):
    use_required_attribute = False

    class Meta:
        model = SavedReply
        fields = ["name", "words"]
        labels = {"name": gettext_lazy("Name"), "words": gettext_lazy("Words")}
        help_texts = {"name": gettext_lazy("Staff choose it by this."), "words": gettext_lazy("They are put after what is typed, and can be changed there.")}
        error_messages = {
            "name": {"required": gettext_lazy("Give it a name"), "unique": gettext_lazy("There is a saved reply with that name already"), "max_length": gettext_lazy("Shorten it to %(limit_value)d characters")},
            "words": {"required": gettext_lazy("Write the words"), "max_length": gettext_lazy("Shorten your words to %(limit_value)d characters")},
        }


@staff_only(moderates_discussions)
def saved_replies(request: HttpRequest) -> HttpResponse:
    return render(request, "moderation/saved_replies.html", {"saved_replies": SavedReply.objects.all()})


@staff_only(moderates_discussions)
def saved_reply(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new one, or change one; `delete` throws it away. What it was put into keeps its words."""
    kept = get_object_or_404(SavedReply, pk=pk) if pk is not None else None
    if kept and request.method == "POST" and "delete" in request.POST:
        kept.delete()
        messages.success(request, _("Deleted. Where it was used, its words stay."))
        return redirect("moderation:saved_replies")
    form = SavedReplyForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("moderation:saved_replies")
    return render(request, "moderation/saved_reply.html", {"form": form, "kept": kept}, status=422 if form.errors else 200)
