"""The CMS as the guide's editors meet it. One hook a function."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from guide.loading import LOADED


@hooks.register("register_log_actions")
def name_our_own_acts(actions) -> None:
    actions.register_action(LOADED, _("Load starter text"), _("Starter text put in"))
