"""What a page of the guide is made of. Few blocks, defined once: a change here is dear."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.coreutils import resolve_model_string
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from guide.noted_words import NotedText

TEXT = ["bold", "italic", "ol", "ul", "link", "document-link", "endnote"]
TEXT_WITH_HEADINGS = ["h3", "h4", *TEXT]


class Prompt(blocks.StructBlock):
    heading = blocks.CharBlock(max_length=200, label=_("Heading"), help_text=_("A sentence that says what to think about. Readers can ask about it."))
    body = blocks.RichTextBlock(features=["h4", *TEXT], label=_("Text"))

    class Meta:
        label = _("Something to think about")
        icon = "help"
        template = "guide/blocks/prompt.html"
        preview_value = {"heading": "Begin with the people who already help", "body": "<p>List everyone who has said yes to a school this year.</p>"}
        description = _("A headed paragraph or list. Each one gets its own margin note and questions.")


class Prose(blocks.RichTextBlock):
    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "guide/blocks/prose.html"
        preview_value = "<p>Plain paragraphs, lists and sub-headings.</p>"
        description = _("Plain paragraphs, lists and sub-headings.")


class Note(blocks.StructBlock):
    title = blocks.CharBlock(required=False, max_length=120, label=_("Title"))
    body = blocks.RichTextBlock(features=TEXT, label=_("Text"))

    class Meta:
        label = _("Note")
        icon = "info-circle"
        template = "guide/blocks/note.html"
        preview_value = {"title": "A note", "body": "<p>Something worth knowing beside the main text.</p>"}
        description = _("An aside that stands out from the text.")


class Quotation(blocks.StructBlock):
    text = NotedText(label=_("Words"))
    speaker = blocks.CharBlock(required=False, max_length=120, label=_("Who said it"))
    role = blocks.CharBlock(required=False, max_length=160, label=_("Role and place"))

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "guide/blocks/quotation.html"
        preview_value = {"text": "We asked for one problem.", "speaker": "A coordinator", "role": "Somewhere, MO"}
        description = _("Someone’s words, with their name and role.")


class SelfAssessment(blocks.StructBlock):
    title = blocks.CharBlock(max_length=160, label=_("Title"))
    intro = blocks.TextBlock(required=False, label=_("Introduction"))
    questions = blocks.ListBlock(blocks.TextBlock(label=_("Question")), label=_("Questions"))

    class Meta:
        label = _("Questions for yourselves")
        icon = "tasks"
        template = "guide/blocks/self_assessment.html"
        preview_value = {"title": "Where are you now?", "intro": "", "questions": ["Who has already said yes?"]}
        description = _("A box of questions for a group to answer together.")


class Figure(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        max_length=400,
        label=_("Description for people who cannot see it"),
        help_text=_("What the reader would need from the picture, in one or two sentences."),
    )
    caption = blocks.CharBlock(required=False, max_length=300, label=_("Caption"))
    long_description = blocks.TextBlock(required=False, label=_("Long description"), help_text=_("For charts and diagrams: everything the picture says."))
    document = DocumentChooserBlock(required=False, label=_("Printable file"))

    def clean(self, value):
        cleaned = super().clean(value)
        if not cleaned["alt"].strip():
            raise blocks.StructBlockValidationError({"alt": ValidationError(_("Describe the picture for people who cannot see it"))})
        return cleaned

    def get_preview_value(self):
        """A picture of the site, if there is one."""
        picture = self.child_blocks["image"].model_class.objects.values_list("pk", flat=True).first()
        return self.to_python({"image": picture, "alt": "", "caption": _("What the picture shows, and who made it.")})

    class Meta:
        label = _("Figure")
        icon = "image"
        template = "guide/blocks/figure.html"
        description = _("A picture with a description, and a file to print if there is one.")


class Table(TableBlock):
    class Meta:
        label = _("Table")
        icon = "table"
        template = "guide/blocks/table.html"
        preview_value = {
            "data": [["Who", "What they do"], ["Partners", "Meet every month"], ["Schools", "Choose one thing to change"]],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_caption": "Who does what",
        }
        description = _("Rows and columns. Give the first row as a heading.")


class PlaceChooser(SnippetChooserBlock):
    """All the places of a page in one query. What is no record, such as a name that was typed once, is passed over."""

    def bulk_to_python(self, values):
        found = self.model_class.objects.in_bulk({value for value in values if _is_a_number(value)})
        return [found.get(int(value)) if _is_a_number(value) else None for value in values]

    def to_python(self, value):
        return super().to_python(value) if _is_a_number(value) else None


def _is_a_number(value) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.isdecimal())


class Video(blocks.StructBlock):
    place = PlaceChooser("guide.Place", required=False, label=_("Place"), help_text=_("Where it was filmed. A place that is not on the list is added under Lists."))
    title = blocks.CharBlock(required=False, max_length=160, label=_("Title"))
    url = blocks.URLBlock(required=False, label=_("Address of the video"))
    transcript = blocks.RichTextBlock(required=False, features=TEXT, label=_("Transcript"))

    def get_preview_value(self):
        """With a place of the site, if there is one."""
        place = self.child_blocks["place"].model_class.objects.values_list("pk", flat=True).first()
        return self.to_python({"place": place, "title": _("A first meeting"), "url": "", "transcript": "<p>What is said.</p>"})

    class Meta:
        label = _("Video")
        icon = "media"
        template = "guide/blocks/video.html"
        description = _("A link to a video, the place it shows, and what is said in it.")


class StoryChooser(blocks.PageChooserBlock):
    """All the stories of a page, with their places, in one query."""

    def bulk_to_python(self, values):
        found = self.model_class.objects.select_related("place").in_bulk(values)
        return [found.get(pk) for pk in values]


class PullStory(blocks.StructBlock):
    story = StoryChooser(page_type="guide.StoryPage", label=_("Story"))

    def get_preview_value(self):
        """A story of the site, if there is one."""
        return self.to_python({"story": self.child_blocks["story"].model_class.objects.live().values_list("pk", flat=True).first()})

    class Meta:
        label = _("Story from the field")
        icon = "doc-full-inverse"
        template = "guide/blocks/pull_story.html"
        description = _("The start of a published story, opened in place.")


class FieldNote(blocks.ChooserBlock):
    """An answer of the field that its author agreed to give. All the notes of a page in one query; editors choose one, its words are not theirs."""

    @cached_property
    def target_model(self):
        return resolve_model_string("field_notes.FieldNote")

    @cached_property
    def widget(self):
        from guide.field_notes.choosing import chooser  # blocks are read before any model is there

        return chooser.widget_class()

    def get_preview_value(self):
        return self.target_model(pk=0, words=_("We asked for one problem, and got one."), credit_line=_("A coordinator"), address="/", state="agreed")

    class Meta:
        label = _("Field note")
        icon = "comment"
        template = "guide/blocks/field_note.html"
        description = _("An answer from the field, with its author’s consent. Made on the question’s page, chosen here.")


class Body(blocks.StreamBlock):
    prompt = Prompt()
    prose = Prose(features=TEXT_WITH_HEADINGS)
    note = Note()
    quotation = Quotation()
    self_assessment = SelfAssessment()
    figure = Figure()
    table = Table()
    video = Video()
    pull_story = PullStory()
    field_note = FieldNote()


class BodyField(StreamField):
    """The one stream of blocks that every page type shares.

    Its blocks are left out of migrations: the database keeps JSON, whatever the blocks are, and spelled-out
    definitions would be repeated in every migration of every page type.
    """

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("blank", True)
        kwargs.pop("block_lookup", None)
        super().__init__(*(args or [Body()]), **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
