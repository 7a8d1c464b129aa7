from django.apps import AppConfig


class FieldNotesConfig(AppConfig):
    name = "guide.field_notes"
    label = "field_notes"

    def ready(self) -> None:
        from guide.field_notes.privacy import say_what_we_hold
        from guide.field_notes.standing import follow_the_pages

        say_what_we_hold()
        follow_the_pages()
