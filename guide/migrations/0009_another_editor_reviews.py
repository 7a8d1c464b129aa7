from django.db import migrations


def hand_the_review_to_editors(apps, schema_editor):
    """Wagtail's own review waits for a group that this site does not have: a page sent to it would wait for ever."""
    Group = apps.get_model("auth", "Group")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    GroupApprovalTask = apps.get_model("wagtailcore", "GroupApprovalTask")
    Workflow.objects.filter(name="Moderators approval").update(name="Review by another editor")
    for task in GroupApprovalTask.objects.filter(name="Moderators approval"):
        task.name = "Read by another editor"
        task.save()
        task.groups.set(Group.objects.filter(name__in=["Guide editors", "Administrators"]))


class Migration(migrations.Migration):
    dependencies = [("guide", "0008_editors_may_keep_pictures_and_files")]
    operations = [migrations.RunPython(hand_the_review_to_editors, migrations.RunPython.noop)]
