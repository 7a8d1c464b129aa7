"""Who takes part: a person signs in by e-mail and is known by a display name."""

from __future__ import annotations

from collections.abc import Collection
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.names import check_beside_a_name, check_display_name, look, tidy
from accounts.own_data.models import DataCopy  # noqa: F401  a model of this app
from accounts.promises.models import promised
from accounts.zones import ZONES, zone_named

DISCUSSION_MODERATORS = "Discussion moderators"
STORY_MODERATORS = "Story moderators"
GUIDE_EDITORS = "Guide editors"
ADMINISTRATORS = "Administrators"
STAFF_GROUPS = (DISCUSSION_MODERATORS, STORY_MODERATORS, GUIDE_EDITORS, ADMINISTRATORS)
BESIDE_THE_NAME = ("role", "organisation", "city", "state")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> User:
        user = self.model(email=normal_address(email), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> User:
        return self.create_user(email, password, is_superuser=True, is_coalition_staff=True, **fields)

    def get_by_natural_key(self, email: str) -> User:
        return self.get(email=normal_address(email))


def normal_address(email: str) -> str:
    """One spelling for an address: mailboxes that differ in case only are one in practice."""
    return email.strip().lower()


class Community(models.TextChoices):
    """What kind of place a member works in."""

    RURAL = "rural", _("Countryside or village")
    TOWN = "town", _("Small town")
    SUBURB = "suburb", _("Suburb")
    CITY = "city", _("City")
    LARGE_CITY = "large_city", _("Large city")
    TRIBAL = "tribal", _("Tribal community")


class Trust(models.TextChoices):
    """What staff settled about a member's posts (moderation/trusting.py). Blank: trust is earned by a first approved post."""

    TRUSTED = "trusted", _("trusted")
    WATCHED = "watched", _("watched")


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Never deleted as a row: erasure empties it, so that threads stay readable."""

    email = models.EmailField(_("email address"), unique=True)
    display_name = models.CharField(_("name"), max_length=60, blank=True)
    name_look = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    role = models.CharField(_("role"), max_length=80, blank=True)
    organisation = models.CharField(_("organization"), max_length=120, blank=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=40, blank=True)
    community = models.CharField(_("kind of community"), max_length=10, choices=Community, blank=True)  # shown to nobody
    show_role = models.BooleanField(_("show my role"), default=True)
    show_organisation = models.BooleanField(_("show my organization"), default=False)  # was never shown to those who gave it before there was a choice
    show_place = models.BooleanField(_("show my city and state"), default=True)
    language = models.CharField(_("language"), max_length=10, blank=True)  # of pages and letters; blank: not chosen yet
    time_zone = models.CharField(_("time zone"), max_length=40, blank=True)  # blank: the site's

    is_active = models.BooleanField(default=True)
    is_coalition_staff = models.BooleanField(default=False, editable=False)  # follows the groups; spares a query a post
    is_demonstration = models.BooleanField(default=False, editable=False)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    # every page of a member shows it, and the member's row is read for it anyway; forum/letters/notices.py keeps it
    unread_notices = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    house_rules_accepted_at = models.DateTimeField(null=True, editable=False)
    first_post_approved_at = models.DateTimeField(null=True, editable=False)
    silenced_until = models.DateTimeField(null=True, editable=False)
    trust = models.CharField(max_length=8, choices=Trust, blank=True, default="", db_default="", editable=False)
    # most have blocked nobody and cost no query for it; forum/blocking keeps it
    blocked_people = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)
    # asked to leave: when a worker erases them, and what is to become of what (accounts/own_data/leaving.py)
    leaves_at = models.DateTimeField(null=True, editable=False, db_index=True)
    leaving = models.JSONField(default=dict, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["state"], name="people_by_shown_state", condition=models.Q(show_place=True))]  # questions are found by it

    def __str__(self) -> str:
        return self.shown_name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """What stands beside a member's name must not make them pass for staff either."""
        super().clean_fields(exclude=exclude)
        if not self.is_coalition_staff:
            self._check_beside_the_name([name for name in BESIDE_THE_NAME if name not in (exclude or ())])

    def _check_beside_the_name(self, names: list[str]) -> None:
        errors = {}
        for name in names:
            try:
                check_beside_a_name(getattr(self, name))
            except ValidationError as refused:
                errors[name] = refused
        if errors:
            raise ValidationError(errors)

    def clean(self) -> None:
        """A member's name must not pass for staff. A name that is still missing is for the form to ask for."""
        super().clean()
        if self.is_coalition_staff or not self.display_name:
            return
        try:
            check_display_name(self.display_name)
        except ValidationError as refused:
            raise ValidationError({"display_name": refused}) from refused
        if User.objects.filter(is_coalition_staff=True, name_look=look(self.display_name)).exclude(pk=self.pk).exists():
            raise ValidationError({"display_name": _("Someone on the Coalition’s staff has that name. Add your role or a second initial.")})

    def save(self, *args, **kwargs) -> None:
        self.email = normal_address(self.email)
        self.display_name = tidy(self.display_name)
        self.name_look = look(self.display_name)[:120]  # one sign can stand for many letters
        fields = kwargs.get("update_fields")
        if fields and "display_name" in fields:
            kwargs["update_fields"] = {*fields, "name_look"}
        super().save(*args, **kwargs)

    # names as others see them

    @property
    def shown_name(self) -> str:
        if self.erased_at or not self.display_name:
            return str(pgettext_lazy("someone whose name is not known any more", "a former member") if self.erased_at else _("a new member"))
        return self.display_name

    def get_full_name(self) -> str:
        return self.shown_name

    get_short_name = get_full_name

    @property
    def first_name(self) -> str:
        """The first word of the name, for sentences such as “Answer chosen by Tessa”."""
        return self.shown_name if self.erased_at else self.shown_name.split()[0]

    @property
    def shown_role(self) -> str:
        """With the organization, where the member shows that too."""
        said = (self.role if self.show_role else "", self.organisation if self.show_organisation else "")
        return "" if self.erased_at else ", ".join(part for part in said if part)

    @property
    def shown_place(self) -> str:
        if not self.show_place or self.erased_at:
            return ""
        return ", ".join(part for part in (self.city, self.state) if part)

    @property
    def reads(self) -> str:
        """The language of their letters: as chosen, as long as the site speaks it."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def zone(self) -> ZoneInfo:
        """The clock of their pages and letters."""
        return zone_named(self.time_zone)

    @property
    def zone_name(self) -> str:
        """For people to read."""
        return str(dict(ZONES).get(self.zone.key, self.zone.key))

    # what they may do, coarsely; rules.py of each room asks the finer questions

    @cached_property
    def staff_groups(self) -> frozenset[str]:
        """Names of the staff groups the person is in. One query, kept for the life of the instance."""
        if not self.is_active:
            return frozenset()
        if self.is_superuser:
            return frozenset(STAFF_GROUPS)
        return frozenset(self.groups.values_list("name", flat=True)) & frozenset(STAFF_GROUPS)

    @property
    def moderates_discussions(self) -> bool:
        return self.is_coalition_staff and bool(self.staff_groups & {DISCUSSION_MODERATORS, ADMINISTRATORS})

    @property
    def moderates_stories(self) -> bool:
        return self.is_coalition_staff and bool(self.staff_groups & {STORY_MODERATORS, ADMINISTRATORS})

    @property
    def edits_the_guide(self) -> bool:
        return self.is_coalition_staff and bool(self.staff_groups & {GUIDE_EDITORS, ADMINISTRATORS})

    @property
    def runs_the_site(self) -> bool:
        return self.is_coalition_staff and ADMINISTRATORS in self.staff_groups

    @property
    def is_moderator(self) -> bool:
        return self.moderates_discussions or self.moderates_stories

    @property
    def is_silenced(self) -> bool:
        return self.silenced_until is not None and self.silenced_until > timezone.now()

    @property
    def first_posts_wait(self) -> bool:
        """True until staff have approved one post of theirs (a setting), or trust them; and as long as staff watch them. Staff never wait."""
        if self.is_coalition_staff or self.trust == Trust.TRUSTED:
            return False
        return self.trust == Trust.WATCHED or self.first_post_approved_at is None and promised().first_posts_wait

    def has_perm(self, perm: str, obj: models.Model | None = None) -> bool:
        """Nobody deletes a person's row, administrators neither: what they wrote would go along. People leave (accounts/own_data/leaving.py)."""
        return perm != "accounts.delete_user" and super().has_perm(perm, obj)

    # verbs

    def keep_staff_mark(self) -> None:
        """is_coalition_staff follows the groups, whoever changes them."""
        self.__dict__.pop("staff_groups", None)
        staff = self.is_superuser or self.groups.filter(name__in=STAFF_GROUPS).exists()
        if staff != self.is_coalition_staff:
            self.is_coalition_staff = staff
            self.save(update_fields=["is_coalition_staff"])

    def approve_first_post(self) -> None:
        if self.first_post_approved_at is None:
            self.first_post_approved_at = timezone.now()
            self.save(update_fields=["first_post_approved_at"])

    def speak(self, language: str) -> None:
        """The language of the pages and letters for this person, from now on."""
        if self.language != language:
            self.language = language
            self.save(update_fields=["language"])

    def accept_house_rules(self) -> None:
        if self.house_rules_accepted_at is None:
            self.house_rules_accepted_at = timezone.now()
            self.save(update_fields=["house_rules_accepted_at"])


class SignInChange(models.Model):
    """One thing that changed about how `person` signs in, by whom, and for staff why. Rows are only added (accounts/security/changes.py)."""

    class Kind(models.TextChoices):
        ADDRESS = "address", _("The email address of your account was changed")
        PASSWORD = "password", _("A password was set")  # noqa: S105
        NO_PASSWORD = "no-password", _("Your password was removed")  # noqa: S105
        PASSKEY = "passkey", _("A passkey was added")
        NO_PASSKEY = "no-passkey", _("A passkey was removed")
        SECOND_STEP = "second-step", _("The second step was turned on")
        NO_SECOND_STEP = "no-second-step", _("The second step was turned off")
        NEW_CODES = "new-codes", _("New recovery codes were made")
        CODE_USED = "code-used", _("A recovery code was used")
        CONNECTED = "connected", _("Another way to sign in was added")
        DISCONNECTED = "disconnected", _("Another way to sign in was removed")
        RESET = "reset", _("Coalition staff reset how you sign in")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_changes")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind)
    words = models.CharField(max_length=300, blank=True)  # which passkey; from staff, the reason
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("change of how someone signs in")
        verbose_name_plural = _("changes of how people sign in")
        indexes = [models.Index(fields=["person", "-at"], name="changes_of_a_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person_id}"


class Limit(models.Model):
    """How often something happened in a window. Counted by one atomic statement: exact across processes."""

    key = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)
