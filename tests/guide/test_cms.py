"""The CMS as editors meet it."""

import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.blocks import StructBlockValidationError
from wagtail.models import PageViewRestriction, Workflow
from wagtail.rich_text import expand_db_html
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from guide.blocks import Body, Figure
from guide.loading import load_starter
from guide.models import (
    AppendixPage,
    CaseStudyPage,
    ContentPage,
    GuideHome,
    GuideImage,
    GuidePage,
    MilestonePage,
    PartPage,
    StagePage,
    StoryIndexPage,
    StoryPage,
    ToolsPage,
)
from guide.starter.reading import StarterPage
from tests import build

pytestmark = pytest.mark.django_db

BENEATH = {
    GuideHome: {PartPage, ContentPage, ToolsPage, AppendixPage, StoryIndexPage},
    PartPage: {ContentPage, StagePage, CaseStudyPage},
    ContentPage: {ContentPage},
    StagePage: {MilestonePage},
    MilestonePage: set(),
    CaseStudyPage: set(),
    ToolsPage: {ContentPage},
    AppendixPage: set(),
    StoryIndexPage: {StoryPage},
    StoryPage: set(),
}


@pytest.mark.parametrize("model", BENEATH, ids=lambda model: model.__name__)
def test_only_sensible_pages_may_stand_beneath_a_page(model):
    assert set(model.allowed_subpage_models()) == BENEATH[model]


def test_every_page_type_has_its_place_and_its_template():
    models = set(GuidePage.__subclasses__())

    assert models == set(BENEATH)
    assert [model for model in models if model.template.startswith("guide/") is False] == []


def test_there_is_one_home_and_one_list_of_stories():
    build.the_story_index()

    assert not GuideHome.can_create_at(build.the_home().get_parent())
    assert not StoryIndexPage.can_create_at(build.the_home())


def test_the_menu_shows_what_editors_use(client_of, eve):
    page = client_of(eve).get("/cms/").content.decode()

    shown = [name for name in ("Pages", "Pictures", "Files", "Lists", "Reports", "Images", "Documents", "Snippets", "Help") if f'"label": "{name}"' in page]
    assert shown == ["Pages", "Pictures", "Files", "Lists", "Reports"]


@pytest.mark.parametrize(
    "name", ["wagtailadmin_explore_root", "wagtailimages:index", "wagtaildocs:index", "wagtailsnippets:index", "wagtailadmin_reports:site_history"]
)
def test_an_editor_reaches_what_the_menu_names(client_of, eve, name):
    assert client_of(eve).get(reverse(name)).status_code == 200


def test_someone_who_moderates_has_no_business_in_the_cms(client_of, sam):
    assert client_of(sam).get("/cms/pages/").status_code == 302


def test_the_cms_wears_the_colors_of_the_site(client_of, eve):
    assert BeautifulSoup(client_of(eve).get("/cms/").content, "html.parser").select('link[href$="cms/cms.css"]')


def test_there_is_no_second_way_in(client_of, eve):
    answers = {address: client_of(eve).get(address).status_code for address in ("/cms/password_reset/", "/cms/account/change_password/")}

    assert answers == {"/cms/password_reset/": 404, "/cms/account/change_password/": 404}
    assert Client().get("/cms/password_reset/").status_code == 404
    way_in = Client().get("/cms/login/", follow=True)
    assert way_in.redirect_chain[-1][0].startswith("/accounts/login/")
    assert {form["action"].split("/")[1] for form in BeautifulSoup(way_in.content, "html.parser").select("main form")} == {"accounts"}


def test_a_picture_needs_a_description(client_of, eve):
    answer = client_of(eve).post(reverse("wagtailimages:add"), {"title": "A bus", "file": a_picture()})

    assert answer.context["form"].errors["description"] == ["This field is required."]
    assert not GuideImage.objects.exists()


def test_a_picture_with_a_description_is_kept(client_of, eve):
    client_of(eve).post(reverse("wagtailimages:add"), {"title": "A bus", "file": a_picture(), "description": "A yellow bus on a country road."})

    assert GuideImage.objects.get().description == "A yellow bus on a country road."


def a_picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "yellow").save(file, "PNG")
    return SimpleUploadedFile("bus.png", file.getvalue(), "image/png")


@pytest.mark.parametrize("words", ["", "   "])
def test_a_figure_needs_words_for_people_who_cannot_see_it(words):
    image = GuideImage.objects.create(title="A bus", description="A bus.", file=a_picture())

    with pytest.raises(StructBlockValidationError) as refused:
        Figure().clean(Figure().to_python({"image": image.pk, "alt": words}))

    assert list(refused.value.block_errors) == ["alt"]


@pytest.mark.parametrize("name", Body().child_blocks)
def test_every_block_says_what_it_is_for_and_shows_itself(client_of, eve, name):
    block = Body().child_blocks[name]

    shown = client_of(eve).get(reverse("wagtailadmin_block_preview"), {"id": block.definition_prefix})

    assert block.get_description()
    assert block.is_previewable
    assert shown.status_code == 200
    assert BeautifulSoup(shown.content, "html.parser").select('link[href$="css/joined.css"]')


@pytest.mark.parametrize("make", [build.a_milestone, build.a_stage, build.a_story, build.a_content_page, build.the_home])
def test_a_preview_is_the_public_page_in_the_editors_own_frame(client_of, eve, make):
    page = make()
    client = client_of(eve)
    address = reverse("wagtailadmin_pages:view_draft", args=[page.pk])

    shown = client.get(address)

    assert shown.status_code == 200
    policy = shown.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_public_page_itself_may_not_be_framed(client_of, eve):
    shown = client_of(eve).get(build.a_milestone().url)

    assert "frame-ancestors 'none'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "DENY"
    assert "userbar" not in shown.content.decode()


def test_a_page_sent_for_review_waits_for_another_editor():
    workflow = Workflow.objects.get(active=True)

    assert workflow.name == "Review by another editor"
    assert [group.name for task in workflow.tasks for group in task.specific.groups.order_by("name")] == ["Administrators", "Guide editors"]


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_no_page_can_be_made_private(client_of, eve, kind):
    page = build.a_milestone()

    client_of(eve).post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), {"restriction_type": kind, "password": "x", "return_url": "/"})

    assert not PageViewRestriction.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_links_of_a_text_cost_one_query(django_assert_num_queries, count):
    pages = [build.a_milestone(f"Milestone {number}") for number in range(count)]
    text = "".join(f'<a linktype="page" id="{page.pk}">there</a>' for page in pages)

    with django_assert_num_queries(1):
        drawn = expand_db_html(text)

    assert drawn == "".join(f'<a href="/part-3/stage-1/milestone-{number}/">there</a>' for number in range(count))


@pytest.mark.parametrize("number", ["999999", "x", ""])
def test_a_link_to_a_page_that_is_gone_is_only_words(number):
    assert expand_db_html(f'<a linktype="page" id="{number}">there</a>') == "<a>there</a>"


# ---------------------------------------------------------------- what editors do with pages


def test_an_editor_adds_a_milestone_and_publishes_it(client_of, eve):
    stage = build.a_stage()
    body = streamfield([("prompt", {"heading": "Reach out", "body": rich_text("<p>Ask them.</p>")})])
    words = {"title": "Convene Innovators", "slug": "convene-innovators", "lead": "Find them.", "body": body, "comments": inline_formset([])}

    client_of(eve).post(
        reverse("wagtailadmin_pages:add", args=["guide", "milestonepage", stage.pk]), nested_form_data(words) | {"action-publish": "1"}
    )

    seen = BeautifulSoup(Client().get("/part-3/stage-1/convene-innovators/").content, "html.parser")
    assert seen.select_one(".eyebrow").text == "Stage 1 · Milestone 1 of 1"
    assert seen.select_one(".annot h3").text == "Reach out"
    assert MilestonePage.objects.get().edited_by_staff


def test_an_editor_changes_the_order_and_the_numbers_follow(client_of, eve):
    stage = build.a_stage()
    build.a_milestone("First", stage=stage)
    second = build.a_milestone("Second", stage=stage)

    client_of(eve).post(reverse("wagtailadmin_pages:set_page_position", args=[second.pk]) + "?position=0")

    assert "Milestone 1 of 2" in Client().get(second.url).content.decode()


def test_an_editor_moves_a_milestone_and_its_old_address_leads_to_the_new(client_of, eve):
    milestone = build.a_milestone("Convene Innovators", stage=build.a_stage())
    other = build.a_stage("Develop", number=2)
    old = milestone.url

    client_of(eve).post(reverse("wagtailadmin_pages:move_confirm", args=[milestone.pk, other.pk]))

    answer = Client().get(old)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/part-3/stage-2/convene-innovators/")


def test_the_history_says_that_starter_text_was_put_in(client_of, eve):
    load_starter([StarterPage("tools", "ToolsPage", "Tools", "A lead.", [])])

    history = client_of(eve).get(reverse("wagtailadmin_pages:history", args=[ToolsPage.objects.get().pk])).content.decode()

    assert "Starter text put in" in history
