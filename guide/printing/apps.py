from django.apps import AppConfig


class PrintingConfig(AppConfig):
    name = "guide.printing"
    label = "printing"

    def ready(self) -> None:
        from guide.printing.changes import watch

        watch()
