"""The public names of what the Coalition publishes."""

from guide.models.consent import Consent, ConsentKind, GoneAddress, NotAgreed, Use, record_demonstration, record_earlier_publication
from guide.models.home import GuideHome
from guide.models.imports import ImportReport, SavedNote
from guide.models.media import GuideDocument, GuideImage, GuideRendition
from guide.models.opinions import Opinion
from guide.models.pages import AppendixPage, CaseStudyPage, ContentPage, GuidePage, PartPage, Source, ToolsPage
from guide.models.stages import Benchmark, MilestonePage, Pitfall, StagePage
from guide.models.stories import StoryIndexPage, StoryPage
from guide.models.words import Characteristic, Function, Initiative, Level, Place, Topic

__all__ = [
    "AppendixPage", "Benchmark", "CaseStudyPage", "Characteristic", "Consent", "ConsentKind", "ContentPage", "Function",
    "GoneAddress", "GuideDocument", "GuideHome", "GuideImage", "GuidePage", "GuideRendition", "ImportReport", "Initiative", "Level",
    "MilestonePage", "NotAgreed", "Opinion", "PartPage", "Pitfall", "Place", "SavedNote", "Source", "StagePage", "StoryIndexPage", "StoryPage", "ToolsPage", "Topic", "Use",
    "record_demonstration", "record_earlier_publication",
]  # fmt: skip
