"""The words and pieces that every template may use: {% load interface %}."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, ngettext
from django.utils.translation import gettext as _

from guide.languages import prefix_of, without_prefix

register = template.Library()

POINTING = {"back", "forward", "reply", "undo", "move"}  # turned round in right-to-left text


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from static/img/icons.svg. A word must stand beside it: the sign itself says nothing to a screen reader."""
    return _sign(name, static("img/icons.svg"))


@lru_cache(500)
def _sign(name: str, sprite: str) -> SafeString:
    return format_html('<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>', " i--mirror" if name in POINTING else "", sprite, name)


# ---------------------------------------------------------------- time


@register.filter(expects_localtime=True)
def clock(moment: datetime) -> str:
    """"2:31 pm"."""
    return _clock(moment.time().replace(second=0, microsecond=0), get_language())


# A page shows dozens of moments; Django's formats take longer than the rest of a moment's tag. The language is part of what is kept.


@lru_cache(1440)
def _clock(minute: time, language: str | None) -> str:
    return time_format(minute, "TIME_FORMAT") if language != "en" else time_format(minute, "g:i A").lower()


@lru_cache(1000)
def _full_day(day: date, language: str | None) -> str:
    # Translators: a full date, in Django's date format
    return date_format(day, _("l, F j, Y"))


@register.simple_tag
def ago(moment: datetime | str | None) -> SafeString | str:
    """"3 weeks ago" under a month, "November 26" after that, with the full date as its title. Words are given back as they are."""
    if not moment or isinstance(moment, str):
        return moment or ""
    is_aware = timezone.is_aware(moment)
    there = timezone.localtime(moment) if is_aware else moment
    return _moment(there.isoformat(timespec="seconds"), _distance(there, timezone.localtime() if is_aware else datetime.now()), get_language())


@lru_cache(5000)
def _moment(stamp: str, distance: str, language: str | None) -> SafeString:
    there = datetime.fromisoformat(stamp)  # two zones' datetimes of one moment are equal, their stamps are not
    day = f"{_full_day(there.date(), language)}, {_clock(there.time().replace(second=0), language)}"
    return format_html('<time datetime="{}" title="{}">{}</time>', stamp, day, distance)


def _distance(then: datetime, now: datetime) -> str:
    passed = now - then
    if passed < timedelta(minutes=1):
        return _("just now")
    if passed < timedelta(hours=1):
        return _minutes_ago(passed.seconds // 60, get_language())
    if passed < timedelta(days=1):
        return _hours_ago(passed.seconds // 3600, get_language())
    return _days_ago((now.date() - then.date()).days, get_language()) or _day(then.date(), then.year == now.year, get_language())


@lru_cache(120)
def _minutes_ago(minutes: int, language: str | None) -> str:
    return ngettext("%d minute ago", "%d minutes ago", minutes) % minutes


@lru_cache(48)
def _hours_ago(hours: int, language: str | None) -> str:
    return ngettext("%d hour ago", "%d hours ago", hours) % hours


@lru_cache(60)
def _days_ago(days: int, language: str | None) -> str:
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("%d day ago", "%d days ago", days) % days
    return ngettext("%d week ago", "%d weeks ago", days // 7) % (days // 7) if days < 30 else ""


@lru_cache(1000)
def _day(day: date, this_year: bool, language: str | None) -> str:
    # Translators: a date with its year, in Django's date format
    return date_format(day, "MONTH_DAY_FORMAT" if this_year else _("F j, Y"))


# ---------------------------------------------------------------- titles

# Names that keep their capitals; the longest first, so that "Kansas City" is met before "Kansas".
NAMES = sorted(
    {
        "Coalition for Community Schools", "Institute for Educational Leadership", "Coalition", "Ask the Field",
        "Story from the Field", "Stories from the Field", "United Way of Greater Lehigh Valley", "United Way",
        "Lehigh Valley", "Multnomah County", "South King County", "King County", "Kansas City", "New York", "Chicago",
        "Cincinnati", "Evansville", "Oakland", "Portland", "Tulsa", "Seattle", "Nashville", "Indianapolis", "Hartford",
        "Baltimore", "Grand Rapids", "Los Angeles", "Providence", "Illinois", "Indiana", "Missouri", "Pennsylvania",
        "California", "Oregon", "Washington", "Oklahoma", "Ohio", "Tennessee", "Connecticut", "Title I", "Spanish",
        "English", "American", "Results-Based Accountability",
    },
    key=len,
    reverse=True,
)  # fmt: skip
KEPT = re.compile(r"\b(?:" + "|".join(map(re.escape, NAMES)) + r")\b")
WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)?")
BEGINS = re.compile(r"(?:^|[:?!—–]\s*|\.\s+)[“\"‘'(\[]*$")


@register.filter
def with_initial(name: str) -> str:
    """"Lena Fairweather" as "Lena F.": for places where the whole name has no room."""
    words = name.split()
    return f"{words[0]} {words[-1][0]}." if len(words) > 1 else name.strip()


@register.filter
def sentence_case(title: str) -> str:
    """"Broaden Collaborative Leadership" as "Broaden collaborative leadership"; names, acronyms and beginnings stay.

    On a page in another language a title that is in sentence case already stays as it is, with names that nobody lists here.
    """
    title = str(title)
    return title if get_language() != "en" and _is_a_sentence(title) else _sentence_case(title)


def _is_a_sentence(title: str) -> bool:
    """Titles set in capitals keep small letters for short words alone, such as “from” and “with”."""
    long = [word for word in WORD.findall(title)[1:] if len(word) > 4]
    return not long or any(word.islower() for word in long)


@lru_cache(1000)  # a page of the guide names a dozen others
def _sentence_case(title: str) -> str:
    kept = [found.span() for found in KEPT.finditer(title)]

    def lowered(found: re.Match) -> str:
        word, start = found[0], found.start()
        if any(a <= start < b for a, b in kept) or BEGINS.search(title[:start]) or not _is_capitalised(word):
            return word
        return word.lower()

    return WORD.sub(lowered, title)


def _is_capitalised(word: str) -> bool:
    """Only "Leadership" and "A" are: MOU, iPad and MOUs keep the letters they were given."""
    return word[:1].isupper() and (word[1:].islower() or len(word) == 1 and word not in {"I", "V", "X"})


# ---------------------------------------------------------------- forms

KINDS = (
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.widgets.Input, "input"),
)
GROUPS = (forms.RadioSelect, forms.CheckboxSelectMultiple)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, page: bool = False, small: bool = False, boxed: bool = False, count: int = 0, extra: str = "", optional: bool = True, unseen: bool = False) -> dict:
    """A field with its label, hint and error, tied together for a screen reader.

    `page` makes the label the page's heading, `small` a smaller one, `boxed` frames each choice, `count` says how
    many characters are left, `extra` adds classes to the control. A field may carry `choice_hints`, by value. `optional=False`
    leaves “(optional)” out, where to choose nothing is a choice like the others. `unseen` keeps the label for those who listen: a heading above asks the same.
    """
    widget = bound.field.widget
    group = isinstance(widget, GROUPS)
    return {
        "field": bound,
        "page": page,
        "small": small,
        "unseen": unseen,
        "boxed": boxed,
        "count": count,
        "optional": optional and not bound.field.required,
        "group": group,
        "single": isinstance(widget, forms.CheckboxInput),
        "described": _described_by(bound, count),
        "choices": _choices(bound) if group else [],
        "control": "" if group else _control(bound, count, extra),
    }


def _described_by(bound: BoundField, count: int) -> str:
    parts = [bound.field.widget.attrs.get("aria-describedby"), bound.aria_describedby, f"{bound.auto_id}_count" if count else ""]
    return " ".join(part for part in parts if part)


def _control(bound: BoundField, count: int, extra: str) -> SafeString:
    widget = bound.field.widget
    kind = next((name for base, name in KINDS if isinstance(widget, base)), "")
    if isinstance(widget, forms.CheckboxInput | forms.FileInput | forms.HiddenInput):
        kind = ""
    classes = " ".join(part for part in (widget.attrs.get("class"), kind, extra) if part)
    attrs: dict = {"class": classes} if classes else {}
    if described := _described_by(bound, count):
        attrs["aria-describedby"] = described
    if count:
        attrs["maxlength"] = False  # too long is said, not cut off: nothing typed is lost
    return bound.as_widget(attrs=attrs)


def _choices(bound: BoundField) -> list[dict]:
    hints = getattr(bound.field, "choice_hints", {})
    return [{"option": option, "hint": hints.get(str(option.data["value"]), "")} for option in bound.subwidgets]


@register.inclusion_tag("components/errors.html")
def error_summary(*shown: forms.BaseForm) -> dict:
    """What to fix in these forms, in the words that stand at the fields, each a link to its control. Nothing without errors."""
    return {"errors": [error for form in shown if form and form.errors for error in _errors(form)]}


def _errors(form: forms.BaseForm) -> list[dict]:
    general = [{"words": words, "target": ""} for words in form.non_field_errors()]
    return general + [{"words": words, "target": _first_control(bound)} for bound in form for words in bound.errors]


def _first_control(bound: BoundField) -> str:
    """A group of choices has no control of its own name: the link goes to its first choice."""
    return f"{bound.auto_id}_0" if isinstance(bound.field.widget, GROUPS) else bound.id_for_label or bound.auto_id


# ---------------------------------------------------------------- where one is

@register.simple_tag
def guide_link(place: str) -> str:
    """The address of a place of the guide in the reader's language; where it is not translated yet, that address leads to the original."""
    return prefix_of(get_language() or "") + place


@register.simple_tag
def lang(language: str) -> SafeString | str:
    """` lang="en"` for words in another language than the page."""
    return format_html(' lang="{}"', language) if language and language != get_language() else ""


@register.inclusion_tag("components/language_tag.html")
def language_tag(language: str) -> dict:
    """Says in which language something was written, where that is another one than the page's."""
    return {"name": "" if language in ("", get_language()) else get_language_info(language)["name_translated"].capitalize()}


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Each language of the site by its own name."""
    return [(code, get_language_info(code)["name_local"].capitalize()) for code, _name in settings.LANGUAGES]


GUIDE = ("/part-", "/tools/", "/appendix/", "/contents/")


@register.simple_tag(takes_context=True)
def here(context: Context, place: str, *more: str) -> SafeString | str:
    """`aria-current` for a link of the main navigation: "page" on the page itself, "true" on those beneath it or beneath `more`."""
    request = context.get("request")
    if not request:
        return ""
    path = without_prefix(request.path)
    if path == place:
        return format_html(' aria-current="{}"', "page")
    beneath = path.startswith(GUIDE) if place == "/" else path.startswith((place, *more))
    return format_html(' aria-current="{}"', "true") if beneath else ""
