from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from django.db.models.signals import m2m_changed

        from accounts.models import STAFF_GROUPS, User

        def keep_the_staff_mark(sender, instance, action, reverse, pk_set, **kwargs) -> None:
            """is_coalition_staff follows the groups, whoever changes them."""
            if not action.startswith("post_"):
                return
            people = User.objects.filter(pk__in=pk_set or []) if isinstance(instance, Group) else [instance]
            for person in people:
                staff = person.groups.filter(name__in=STAFF_GROUPS).exists()
                if staff != person.is_coalition_staff:
                    person.is_coalition_staff = staff
                    person.save(update_fields=["is_coalition_staff"])
                person.__dict__.pop("staff_groups", None)

        m2m_changed.connect(keep_the_staff_mark, sender=User.groups.through, weak=False, dispatch_uid="staff-mark")
