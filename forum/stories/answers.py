"""What an author writes to the editor of their story."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.discussions.forms import Words
from forum.stories.forms import StoryForm
from forum.stories.models import Submission


class AnswerForm(StoryForm):
    """The story's words once more, and a word to the editor beside them."""

    reply = Words(label=_("Reply to the editor"), required=False, widget=forms.Textarea(attrs={"rows": 4, "class": "tall-6"}))

    def __init__(self, data=None, *, story: Submission, initial: dict | None = None) -> None:
        super().__init__(data, story=story, initial=initial)
        if story.editor:
            self.fields["reply"].label = _("Reply to %(name)s") % {"name": story.editor.first_name}

    def said(self) -> dict[str, str]:
        """Of the story: the reply belongs to nobody else's window."""
        said = super().said()
        del said[str(self.fields["reply"].label)]
        return said


class NotYetForm(forms.Form):
    words = Words(
        label=_("What should change?"),
        help_text=_("Say where it is and what it should say. The editor reads it and changes the text."),
        widget=forms.Textarea(attrs={"rows": 5, "class": "tall-6"}),
        error_messages={"required": _("Say what should change before you can say yes")},
    )
