"""How editors choose a note for a page: from those that were agreed to. They cannot write one, nor change its words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import ChooseResultsView, ChooseView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from guide.field_notes.models import FieldNote


class AgreedTo:
    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("credit_line", label=_("Name beside it"), accessor="credit_line")]

    def get_object_list(self):
        return FieldNote.objects.agreed().order_by("-pk")


class ChooseNote(AgreedTo, ChooseView):
    pass


class ChooseNoteResults(AgreedTo, ChooseResultsView):
    pass


class NoteChooser(ChooserViewSet):
    model = FieldNote
    icon = "comment"
    choose_one_text = _("Choose a field note")
    choose_another_text = _("Choose another field note")
    choose_view_class = ChooseNote
    choose_results_view_class = ChooseNoteResults


chooser = NoteChooser("field_note_chooser")
