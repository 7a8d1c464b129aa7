from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import get_language


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from django.contrib.auth.models import Group
        from django.contrib.auth.signals import user_logged_in
        from django.db.models.signals import m2m_changed, pre_delete

        from allauth.account.signals import user_logged_in as signed_in
        from allauth.socialaccount.signals import social_account_added

        from accounts.models import User
        from accounts.own_data.parts import say_what_we_hold
        from accounts.security import providers, sessions

        def keep_the_staff_mark(sender, instance, action, reverse, pk_set, **kwargs) -> None:
            """is_coalition_staff follows the groups, whoever changes them."""
            if action == "pre_clear" and reverse:  # afterwards nobody knows who was in the group
                instance._were_in_it = list(instance.user_set.all())
            if action.startswith("post_"):
                people = [instance]
                if reverse:
                    people = instance.__dict__.pop("_were_in_it", []) if pk_set is None else User.objects.filter(pk__in=pk_set)
                for person in people:
                    person.keep_staff_mark()

        def before_a_group_goes(sender, instance, **kwargs) -> None:
            instance.user_set.clear()

        def remember_the_language(sender, request, user, **kwargs) -> None:
            """Who read in another language before coming in goes on in it, and gets letters in it."""
            if not user.language and get_language() not in (None, settings.LANGUAGE_CODE):
                user.speak(get_language())

        def begin_a_session(sender, request, user, **kwargs) -> None:
            sessions.begin(request)

        say_what_we_hold()
        social_account_added.connect(providers.note_the_connection, dispatch_uid="another-way-in")
        signed_in.connect(begin_a_session, weak=False, dispatch_uid="beginning-of-a-session")
        user_logged_in.connect(remember_the_language, weak=False, dispatch_uid="language-of-a-member")
        m2m_changed.connect(keep_the_staff_mark, sender=User.groups.through, weak=False, dispatch_uid="staff-mark")
        pre_delete.connect(before_a_group_goes, sender=Group, weak=False, dispatch_uid="staff-mark-of-a-group")
