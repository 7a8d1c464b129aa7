from django.db import migrations

TITLE = "Scaling Up School and Community Partnerships: The Community Schools Strategy (An Interactive Guide)"


def make_home(apps, schema_editor):
    """Wagtail's welcome page gives its place in the tree to the guide's home."""
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    ContentType = apps.get_model("contenttypes", "ContentType")
    GuideHome = apps.get_model("guide", "GuideHome")
    if GuideHome.objects.exists():
        return
    kind, _ = ContentType.objects.get_or_create(app_label="guide", model="guidehome")
    Site.objects.filter(root_page__depth=2).delete()
    Page.objects.filter(depth=2, path="00010001").delete()
    root = Page.objects.get(depth=1)
    home = GuideHome.objects.create(
        title=TITLE, draft_title=TITLE, slug="home", content_type=kind, path="00010001", depth=2, numchild=0,
        url_path="/home/", locale=Locale.objects.get(), live=True, source="starter",
    )
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True, site_name="Ask the Field")


class Migration(migrations.Migration):
    dependencies = [("guide", "0002_words_of_the_framework")]
    operations = [migrations.RunPython(make_home, migrations.RunPython.noop)]
