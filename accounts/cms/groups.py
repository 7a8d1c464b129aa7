"""Groups in the CMS. The site knows those of its staff by their names."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.users.forms import GroupForm
from wagtail.users.views.groups import DeleteView, GroupViewSet

from accounts.models import STAFF_GROUPS

STAYS = _("The site knows this group by its name: what its people may do depends on it. It cannot be deleted.")
KEEPS_ITS_NAME = _("The site knows this group by its name: what its people may do depends on it. Keep “%(name)s”.")


class NamedGroupForm(GroupForm):
    def clean_name(self) -> str:
        before = self.initial.get("name")
        if before in STAFF_GROUPS and self.cleaned_data["name"] != before:
            raise ValidationError(KEEPS_ITS_NAME, params={"name": before})
        return super().clean_name()


class DeleteGroup(DeleteView):
    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if self.object.name in STAFF_GROUPS:
            messages.error(request, STAYS)
            return redirect("wagtailusers_groups:edit", self.object.pk)
        return super().dispatch(request, *args, **kwargs)


class Groups(GroupViewSet):
    delete_view_class = DeleteGroup

    def get_form_class(self, for_update: bool = False) -> type[NamedGroupForm]:
        return NamedGroupForm
