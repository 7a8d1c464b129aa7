"""The clock a person lives by."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Where the field is: the States and their territories. A zone has a city that everyone there knows.
ZONES = (
    ("America/New_York", _("Eastern time (New York)")),
    ("America/Chicago", _("Central time (Chicago)")),
    ("America/Denver", _("Mountain time (Denver)")),
    ("America/Phoenix", _("Mountain time without summer time (Phoenix)")),
    ("America/Los_Angeles", _("Pacific time (Los Angeles)")),
    ("America/Anchorage", _("Alaska (Anchorage)")),
    ("Pacific/Honolulu", _("Hawaii (Honolulu)")),
    ("America/Puerto_Rico", _("Atlantic time (San Juan)")),
    ("Pacific/Guam", _("Guam and the Northern Marianas (Hagåtña)")),
    ("Pacific/Pago_Pago", _("American Samoa (Pago Pago)")),
)
NAMES = frozenset(name for name, _label in ZONES)


def zone_named(name: str) -> ZoneInfo:
    """The site's own zone for a name that is not on the list, or for none."""
    return ZoneInfo(name) if name in NAMES else timezone.get_default_timezone()
