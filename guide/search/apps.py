from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "guide.search"
    label = "search"

    def ready(self) -> None:
        from guide.search.pages import follow_the_pages

        follow_the_pages()
