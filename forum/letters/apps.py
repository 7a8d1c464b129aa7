from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "forum.letters"
    label = "letters"

    def ready(self) -> None:
        from allauth.account.internal.flows.login import get_authentication_records
        from django.contrib.auth.signals import user_logged_in

        from accounts.signals import address_changed
        from forum.letters import bounces
        from forum.letters.actions import send_on
        from forum.letters.digests import words  # noqa: F401  the outbox finds there what a digest says
        from forum.letters.following import adopt
        from forum.letters.privacy import say_what_we_hold

        def take_over_what_they_follow(sender, request, user, **kwargs) -> None:
            adopt(user)
            ways = [record["method"] for record in get_authentication_records(request, user)] if request else []
            if ways[-1:] == ["code"]:
                bounces.mail_arrived(user.email)

        def send_on_what_is_due(sender, person, old, **kwargs) -> None:
            send_on(person)
            adopt(person)

        address_changed.connect(send_on_what_is_due, weak=False, dispatch_uid="letters-to-another-address")
        say_what_we_hold()
        user_logged_in.connect(take_over_what_they_follow, weak=False, dispatch_uid="follows-of-an-address")
