from wagtail.users.apps import WagtailUsersAppConfig


class PeopleInTheCMS(WagtailUsersAppConfig):
    user_viewset = "accounts.cms.people.People"
    group_viewset = "accounts.cms.groups.Groups"
