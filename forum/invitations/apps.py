from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "forum.invitations"
    label = "invitations"

    def ready(self) -> None:
        from allauth.account.signals import user_logged_in

        from forum.invitations.actions import take_up_at_sign_in
        from forum.invitations.privacy import say_what_we_hold

        say_what_we_hold()
        user_logged_in.connect(take_up_at_sign_in, dispatch_uid="an-invitation-taken-up")
