from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "forum.discussions"
    label = "discussions"

    def ready(self) -> None:
        from forum.discussions import by_mail, digests, emails, following  # noqa: F401  letters find there what they tell, and of what
        from forum.discussions.mentions import follow_the_people
        from forum.discussions.privacy import say_what_we_hold
        from forum.discussions.rights import look_up, may_read
        from forum.discussions.search import join_the_search
        from forum.letters.rights import asked_before_sending

        asked_before_sending(may_read, first=look_up)
        join_the_search()
        say_what_we_hold()
        follow_the_people()
