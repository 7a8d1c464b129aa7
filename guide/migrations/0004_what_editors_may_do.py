from django.db import migrations

PAGE_RIGHTS = ["add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"]
COLLECTION_RIGHTS = [
    ("guide", "guideimage", ["add_guideimage", "change_guideimage", "choose_guideimage"]),
    ("guide", "guidedocument", ["add_guidedocument", "change_guidedocument", "choose_guidedocument"]),
]
WORDS = ["place", "initiative", "function", "characteristic"]


def allow(apps, schema_editor):
    """Editors and administrators may do everything with pages, pictures, files and the lists; nobody else enters the CMS."""
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Collection = apps.get_model("wagtailcore", "Collection")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    GroupCollectionPermission = apps.get_model("wagtailcore", "GroupCollectionPermission")

    def permission(app, model, codename):
        kind, _ = ContentType.objects.get_or_create(app_label=app, model=model)
        return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": f"Can {codename.replace('_', ' ')}"})[0]

    root = Page.objects.get(depth=1)
    collection = Collection.objects.get(depth=1)
    for group in Group.objects.filter(name__in=["Guide editors", "Administrators"]):
        group.permissions.add(permission("wagtailadmin", "admin", "access_admin"))
        for codename in PAGE_RIGHTS:
            GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission("wagtailcore", "page", codename))
        for app, model, codenames in COLLECTION_RIGHTS:
            for codename in codenames:
                GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission(app, model, codename))
        for model in WORDS:
            for verb in ("add", "change", "delete", "view"):
                group.permissions.add(permission("guide", model, f"{verb}_{model}"))
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()  # Wagtail's own groups


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0003_a_home_for_the_guide"),
        ("accounts", "0002_staff_groups"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0001_initial"),
        ("wagtaildocs", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
