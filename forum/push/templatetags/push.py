"""Devices on the page of one's settings: {% load push %}."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.urls import reverse

from forum.push import keys

register = template.Library()


@register.simple_tag
def app_manifest() -> str:
    """The address of what a phone keeps of the site; blank where pushes are off."""
    return reverse("push:manifest") if keys.are_on() else ""


@register.inclusion_tag("push/_devices.html", takes_context=True)
def devices_told(context: Context) -> dict:
    """The member's devices and the switch; nothing where pushes are off. One query."""
    if not keys.are_on():
        return {"on": False}
    person = context["request"].user
    return {"on": True, "devices": list(person.devices.order_by("-added_at")), "key": keys.public_key(), "csrf_token": context.get("csrf_token", "")}
