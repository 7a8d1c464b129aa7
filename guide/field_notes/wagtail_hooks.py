"""The chooser of field notes in the CMS."""

from wagtail import hooks

from guide.field_notes.choosing import NoteChooser, chooser


@hooks.register("register_admin_viewset")
def choose_field_notes() -> NoteChooser:
    return chooser
