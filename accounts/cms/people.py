"""Somebody in the CMS: which groups they are in, and whether their account is open. Their address is theirs to change."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import CreateView, EditView, UserViewSet

from accounts.administrators import OnlyAdministrator, somebody_stays
from accounts.models import User, normal_address

NOBODY_ELSE = _("Nobody would be left to run the site. Make someone else an administrator first.")
BOXES = {"groups": CheckboxSelectMultiple}


class NewPersonForm(UserCreationForm):
    """They come in by a code, as everybody does, and are asked for what is missing here."""

    first_name = last_name = None

    class Meta:
        model = User
        fields = ("email", "display_name", "is_superuser", "groups")
        widgets = BOXES

    def clean_email(self) -> str:
        return normal_address(self.cleaned_data["email"])

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        return super().save(commit)


class PersonForm(UserEditForm):
    first_name = last_name = None

    class Meta:
        model = User
        fields = ("email", "display_name", "is_active", "is_superuser", "groups")
        widgets = BOXES

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].disabled = True
        self.fields["email"].help_text = _("Only they can change it, once they have signed in.")


class AddPerson(CreateView):
    def save_instance(self) -> User:
        person = super().save_instance()
        person.keep_staff_mark()
        return person


class EditPerson(EditView):
    def save_instance(self) -> User:
        with somebody_stays():
            person = super().save_instance()
            person.keep_staff_mark()
            return person

    def form_valid(self, form: PersonForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except OnlyAdministrator:
            form.add_error(None, NOBODY_ELSE)
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


class People(UserViewSet):
    add_view_class = AddPerson
    edit_view_class = EditPerson
    create_template_name = "account/cms/new_person.html"
    edit_template_name = "account/cms/person.html"

    def get_form_class(self, for_update: bool = False) -> type[NewPersonForm] | type[PersonForm]:
        return PersonForm if for_update else NewPersonForm
