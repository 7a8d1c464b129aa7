from django.apps import AppConfig


class FindingAnswersConfig(AppConfig):
    name = "forum.finding_answers"
    label = "finding_answers"

    def ready(self) -> None:
        from forum.finding_answers.privacy import say_what_we_hold

        say_what_we_hold()
