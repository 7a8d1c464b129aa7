from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PromisesConfig(AppConfig):
    name = "accounts.promises"
    label = "promises"
    verbose_name = _("promised times and thresholds")

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from accounts.promises.models import Promises, look_again

        post_save.connect(look_again, sender=Promises, dispatch_uid="promises are read again")
