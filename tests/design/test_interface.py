"""The words and pieces of the tag library."""

from datetime import UTC, datetime, timedelta

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from guide.templatetags import interface

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)  # noon in New York


def drawn(template: str, **context) -> str:
    return Template("{% load interface %}" + template).render(Context(context))


@pytest.fixture
def noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


class TestIcon:
    def test_it_is_hidden_and_names_its_sign(self):
        assert drawn('{% icon "ask" %}') == '<svg class="i" aria-hidden="true"><use href="/static/img/icons.svg#ask"/></svg>'

    def test_an_arrow_turns_with_the_text(self):
        assert 'class="i i--mirror"' in drawn('{% icon "back" %}')


class TestAgo:
    @pytest.mark.parametrize(
        ("passed", "words"),
        [
            (timedelta(seconds=-30), "just now"),
            (timedelta(seconds=59), "just now"),
            (timedelta(minutes=1), "1 minute ago"),
            (timedelta(minutes=59), "59 minutes ago"),
            (timedelta(hours=1), "1 hour ago"),
            (timedelta(hours=23), "23 hours ago"),
            (timedelta(hours=26), "yesterday"),
            (timedelta(days=2), "2 days ago"),
            (timedelta(days=13), "13 days ago"),
            (timedelta(days=14), "2 weeks ago"),
            (timedelta(days=29), "4 weeks ago"),
            (timedelta(days=30), "October 23"),
            (timedelta(days=400), "October 18, 2025"),
        ],
    )
    def test_distance(self, noon, passed, words):
        assert f">{words}</time>" in drawn("{% ago moment %}", moment=NOW - passed)

    def test_the_full_date_is_its_title(self, noon):
        page = drawn("{% ago moment %}", moment=NOW - timedelta(days=60))

        assert page == '<time datetime="2026-09-23T13:00:00-04:00" title="Wednesday, September 23, 2026, 1:00 pm">September 23</time>'

    def test_never_is_nothing(self):
        assert drawn("{% ago moment %}", moment=None) == ""

    def test_clock_speaks_the_reader_s_time(self):
        assert drawn("{{ moment|clock }}", moment=datetime(2026, 11, 22, 19, 31, tzinfo=UTC)) == "2:31 pm"


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Broaden Collaborative Leadership", "Broaden collaborative leadership"),
        ("Decide to Scale Up", "Decide to scale up"),
        ("Decide to Scale-Up (Figure 6)", "Decide to scale-up (figure 6)"),
        ("Compile a Convincing Rationale for Scale-Up", "Compile a convincing rationale for scale-up"),
        ("Scale-Up", "Scale-up"),
        ("Create a Results-Based Logic Model", "Create a results-based logic model"),
        ("Align Principles, Practice, and Policies", "Align principles, practice, and policies"),
        ("A Framework for Scale-Up", "A framework for scale-up"),
        ("The Community Schools Strategy", "The community schools strategy"),
        ("Sample MOU for Partners", "Sample MOU for partners"),
        ("MOUs and the RBA", "MOUs and the RBA"),
        ("Title I and You", "Title I and you"),
        ("Stories from the Field in Kansas City", "Stories from the Field in Kansas City"),
        (
            "Building Out Regionally—COMPASS Schools and the United Way of Greater Lehigh Valley, Pennsylvania",
            "Building out regionally—COMPASS schools and the United Way of Greater Lehigh Valley, Pennsylvania",
        ),
        ("One Brick at a Time—How a Plan Helped", "One brick at a time—How a plan helped"),
        ("Part Three: How to Scale Up", "Part three: How to scale up"),
        ("What Changed? Who Knew", "What changed? Who knew"),
        ("", ""),
    ],
)
def test_sentence_case(title, words):
    assert interface.sentence_case(title) == words


class AskForm(forms.Form):
    title = forms.CharField(max_length=140, help_text="One sentence.", error_messages={"required": "Enter your question"})
    details = forms.CharField(required=False, widget=forms.Textarea)
    state = forms.ChoiceField(choices=[("", "Choose a state"), ("NM", "New Mexico")])
    place = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "Here"), ("b", "Elsewhere")], help_text="Staff can move it.")
    agree = forms.BooleanField(help_text="Once is enough.", error_messages={"required": "Say that you have read the rules"})
    page = forms.CharField(widget=forms.HiddenInput, required=False)

    place.choice_hints = {"a": "The page you came from"}


class TestField:
    def test_the_label_and_the_hint_belong_to_the_control(self):
        page = drawn("{% field form.title %}", form=AskForm())

        assert '<label class="label" for="id_title">Title</label>' in page
        assert '<p class="hint" id="id_title_helptext">One sentence.</p>' in page
        assert 'class="input"' in page and 'aria-describedby="id_title_helptext"' in page
        assert "aria-invalid" not in page

    def test_an_error_stands_between_hint_and_control(self):
        page = drawn("{% field form.title count=140 %}", form=AskForm({}))

        assert page.index("id_title_helptext") < page.index('id="id_title_error"') < page.index("<input")
        assert 'aria-describedby="id_title_helptext id_title_error id_title_count"' in page
        assert 'aria-invalid="true"' in page and "Enter your question" in page
        assert "field--error" in page

    def test_a_counted_field_cuts_nothing_off(self):
        assert "maxlength" not in drawn("{% field form.title count=140 %}", form=AskForm())
        assert 'data-count-for="id_title" data-max="140"' in drawn("{% field form.title count=140 %}", form=AskForm())

    def test_the_label_can_be_the_heading_of_the_page(self):
        assert '<h1><label class="label label--page"' in drawn("{% field form.title page=True %}", form=AskForm())

    def test_what_need_not_be_filled_says_so(self):
        assert "(optional)" in drawn("{% field form.details %}", form=AskForm())
        assert "(optional)" not in drawn("{% field form.title %}", form=AskForm())

    @pytest.mark.parametrize(("name", "kind"), [("details", "textarea"), ("state", "select")])
    def test_each_control_has_its_class(self, name, kind):
        assert f'class="{kind} input--w20"' in drawn(f'{{% field form.{name} extra="input--w20" %}}', form=AskForm())

    def test_choices_are_a_group_with_a_name_and_hints(self):
        page = drawn("{% field form.place boxed=True %}", form=AskForm({"title": "x"}))

        assert '<fieldset class="fieldset field--error" aria-describedby="id_place_helptext id_place_error">' in page
        assert page.count('class="choice choice--box"') == 2
        assert '<label for="id_place_0">Here<span class="hint">The page you came from</span></label>' in page

    def test_a_single_box_has_its_words_beside_it(self):
        page = drawn("{% field form.agree %}", form=AskForm({}))

        assert page.index('type="checkbox"') < page.index('<label for="id_agree">')
        assert 'aria-describedby="id_agree_helptext id_agree_error"' in page

    def test_a_hidden_field_is_only_itself(self):
        assert drawn("{% field form.page %}", form=AskForm()).strip() == '<input type="hidden" name="page" id="id_page">'

    def test_words_of_a_person_stay_words(self):
        page = drawn("{% field form.title %}", form=AskForm({"title": '"><script>'}))

        assert "<script>" not in page


class TestErrorSummary:
    def test_each_line_links_to_its_control_in_the_same_words(self):
        page = drawn("{% error_summary form %}", form=AskForm({}))

        assert '<a href="#id_title">Enter your question</a>' in page
        assert '<a href="#id_place_0">' in page
        assert 'role="alert" tabindex="-1"' in page and "There is a problem" in page

    def test_what_concerns_the_whole_form_is_no_link(self):
        form = AskForm({})
        form.add_error(None, "Somebody else was faster")

        assert "<li>Somebody else was faster</li>" in drawn("{% error_summary form %}", form=form)

    def test_without_errors_there_is_nothing(self):
        assert drawn("{% error_summary form other %}", form=AskForm(), other=None).strip() == ""


class TestHere:
    @pytest.mark.parametrize(
        ("path", "place", "said"),
        [
            ("/", "/", "page"),
            ("/part-3/stage-1/", "/", "true"),
            ("/es/part-3/", "/", "true"),
            ("/contents/", "/", "true"),
            ("/questions/", "/", None),
            ("/questions/", "/questions/", "page"),
            ("/questions/12/a-title/", "/questions/", "true"),
            ("/stories/", "/questions/", None),
            ("/ask/", "/questions/", None),
        ],
    )
    def test_the_place_one_is_in(self, path, place, said):
        marked = drawn(f'{{% here "{place}" %}}', request=RequestFactory().get(path))

        assert marked == (f' aria-current="{said}"' if said else "")

    def test_a_place_can_have_more_than_one_address(self):
        marked = drawn('{% here "/questions/" "/ask/" %}', request=RequestFactory().get("/ask/7/details/"))

        assert marked == ' aria-current="true"'

    def test_a_page_without_a_request_is_nowhere(self):
        assert drawn('{% here "/" %}') == ""


@pytest.mark.parametrize(("name", "short"), [("Lena Fairweather", "Lena F."), ("Ana María de la Cruz", "Ana C."), ("Cher", "Cher"), (" Kim ", "Kim")])
def test_a_name_where_it_has_no_room(name, short):
    assert interface.with_initial(name) == short
