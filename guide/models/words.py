"""The words of the framework, chosen from lists and never typed: functions, characteristics, levels, places, initiatives."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet

from guide.models.states import STATES


class Listed(models.Model):
    """One of a short list with an order. The lists of the guide's framework are loaded by migration."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        abstract = True
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


@register_snippet
class Function(Listed):
    class Meta(Listed.Meta):
        verbose_name = _("function")
        verbose_name_plural = _("functions")


@register_snippet
class Characteristic(Listed):
    class Meta(Listed.Meta):
        verbose_name = _("characteristic of scale-up")
        verbose_name_plural = _("characteristics of scale-up")


@register_snippet
class Topic(Listed):
    """What stories and questions are about, for readers who look for more of it. The functions and characteristics are there from the start."""

    class Meta(Listed.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")


class Level(models.TextChoices):
    COMMUNITY = "community", _("Community-wide leadership")
    INTERMEDIARY = "intermediary", _("Intermediary entity")
    SITE = "site", _("School-site leadership")


class AgreedTo(models.Model):
    """Stands in stories, under the words that their authors agreed to."""

    # the story page for whose sake it was put on the list, in its author's words
    made_for = models.ForeignKey("guide.StoryPage", null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    made_for.wagtail_reference_index_ignore = True

    seen: tuple[str, ...] = ()  # the fields that readers see

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        if self.pk and self._says_something_else() and self._stands_in_an_agreed_story():
            raise ValidationError(_("This stands in a published story, as its author agreed. Add the other one to the list, and ask the author to read the story with it."))

    def _says_something_else(self) -> bool:
        before = type(self).objects.filter(pk=self.pk).values(*self.seen).first() or {}
        return any(getattr(self, name) != before.get(name) for name in self.seen)

    def _stands_in_an_agreed_story(self) -> bool:
        return self.stories.filter(live=True, consents__kind="author", consents__withdrawn_at=None).exists()


@register_snippet
class Place(AgreedTo):
    """A city, a county or a whole state. Where a city is given, a county may be left out."""

    city = models.CharField(_("city or town"), max_length=80, blank=True)
    county = models.CharField(_("county"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=2, choices=STATES)

    seen = ("city", "county", "state")

    class Meta:
        ordering = ["state", "city", "county"]
        constraints = [models.UniqueConstraint(fields=["city", "county", "state"], name="one_row_a_place")]
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def __str__(self) -> str:
        where = self.city or self.county
        return f"{where}, {self.state}" if where else str(_("%(state)s, statewide") % {"state": self.state_name})

    @property
    def in_full(self) -> str:
        """With the state's whole name, where there is room for it."""
        where = self.city or self.county
        return f"{where}, {self.state_name}" if where else str(self)

    @property
    def state_name(self) -> str:
        return STATES.get(self.state, self.state)


@register_snippet
class Initiative(AgreedTo):
    name = models.CharField(_("name"), max_length=160, unique=True)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="initiatives", verbose_name=_("place"))
    link = models.URLField(_("link"), blank=True)

    seen = ("name", "link")

    class Meta:
        ordering = ["name"]
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")

    def __str__(self) -> str:
        return self.name
