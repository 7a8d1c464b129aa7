from django.db import migrations

# Wagtail asks for the rights of its own models, whichever models a site puts in their place.
RIGHTS = {("wagtailimages", "image"): ["add_image", "change_image", "choose_image"], ("wagtaildocs", "document"): ["add_document", "change_document", "choose_document"]}


def allow(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")
    GroupCollectionPermission.objects.filter(permission__content_type__app_label="guide").delete()  # never looked at
    everything = Collection.objects.get(depth=1)
    for group in Group.objects.filter(name__in=["Guide editors", "Administrators"]):
        for (app, model), codenames in RIGHTS.items():
            kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            for codename in codenames:
                name = f"Can {codename.replace('_', ' ')}"
                right, _ = Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": name})
                GroupCollectionPermission.objects.get_or_create(group=group, collection=everything, permission=right)


class Migration(migrations.Migration):
    dependencies = [("guide", "0007_a_number_for_freshness"), ("wagtailimages", "0023_add_choose_permissions"), ("wagtaildocs", "0011_add_choose_permissions")]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
