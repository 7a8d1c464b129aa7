from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "forum.letters"
    label = "letters"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from forum.letters.following import adopt

        def take_over_what_they_follow(sender, request, user, **kwargs) -> None:
            adopt(user)

        user_logged_in.connect(take_over_what_they_follow, weak=False, dispatch_uid="follows-of-an-address")
