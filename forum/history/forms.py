"""What one fills in to change a question or a reply of one's own."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from forum.discussions.forms import Words, title_field


class EditForm(forms.Form):
    """`on_the_site`: people can read it, so that the former words stay in its history."""

    private = forms.BooleanField(
        label=_("What I take out says something private about somebody, such as the name of a child"),
        help_text=_("Then nobody but Coalition staff can read what stood here before."),
        required=False,
    )

    def __init__(self, *args, on_the_site: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not on_the_site:
            del self.fields["private"]


class EditQuestionForm(EditForm):
    title = title_field()
    body = Words(label=_("Details"), required=False, widget=forms.Textarea(attrs={"rows": 9}))
    field_order = ["title", "body", "private"]


class EditReplyForm(EditForm):
    body = Words(label=_("Your reply"), widget=forms.Textarea(attrs={"rows": 9}), error_messages={"required": _("Write your reply")})
    field_order = ["body", "private"]
