from django.db import migrations

WORDS = ["add", "change", "delete", "view"]


def begin(apps, schema_editor):
    """The functions and the characteristics of the framework, and the right of editors to add to them."""
    Topic = apps.get_model("guide", "Topic")
    first = [*apps.get_model("guide", "Function").objects.order_by("order"), *apps.get_model("guide", "Characteristic").objects.order_by("order")]
    for order, one in enumerate(first, start=1):
        Topic.objects.get_or_create(name=one.name, defaults={"order": order})
    kind, _made = apps.get_model("contenttypes", "ContentType").objects.get_or_create(app_label="guide", model="topic")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Guide editors", "Administrators"]):
        for word in WORDS:
            right, _made = apps.get_model("auth", "Permission").objects.get_or_create(
                content_type=kind, codename=f"{word}_topic", defaults={"name": f"Can {word} topic"}
            )
            group.permissions.add(right)


class Migration(migrations.Migration):
    dependencies = [("guide", "0015_topics_that_staff_choose"), ("accounts", "0002_staff_groups")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
