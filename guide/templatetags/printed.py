"""For printed editions, and for the links to them: {% load printed %}."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.blocks import StreamValue

from guide.models import GuideHome, GuidePage, PartPage, StagePage, ToolsPage
from guide.printing.made import editions_made
from guide.printing.models import Edition, Kind
from guide.spiral import Spiral

register = template.Library()


@register.filter
def printed(block: StreamValue.StreamChild) -> str:
    """The template of this piece of text on paper."""
    return f"printed/blocks/{block.block_type}.html"


@register.simple_tag
def printed_editions(page: GuidePage, spiral: Spiral) -> list[Edition]:
    """The PDFs that go with this page and can be read now: on the home, the Part of the stages, a stage and the tools."""
    if isinstance(page, StagePage):
        return [edition for edition in editions_made(page.locale_id) if edition.stage_id == page.pk]
    if isinstance(page, PartPage) and any(stage.path.startswith(page.path) for stage in spiral.stages):
        return [edition for edition in editions_made(page.locale_id) if edition.kind == Kind.STAGES]
    if isinstance(page, GuideHome | ToolsPage):
        return [edition for edition in editions_made(page.locale_id) if edition.kind != Kind.STAGE]
    return []


@register.filter
def full_day(day: date) -> str:
    # Translators: a date with its year, in Django's date format
    return date_format(day, _("F j, Y"))


@register.filter
def table_parts(value: dict) -> dict:
    """The table of an editor: its caption, the headings of its columns, if it has them, and its rows."""
    rows = value.get("data") or []
    has_headings = bool(rows) and value.get("first_row_is_table_header")
    return {
        "caption": value.get("table_caption", ""),
        "headings": rows[0] if has_headings else [],
        "rows": rows[1:] if has_headings else rows,
        "first_is_heading": value.get("first_col_is_header"),
    }
