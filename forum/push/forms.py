"""What a browser gives when a member switches notices on."""

from __future__ import annotations

import json

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from forum.push.addresses import NotOutside, outside
from forum.push.keys import unpacked

LONGEST = 2_000


class DeviceForm(forms.Form):
    """`cleaned_data["subscription"]` has endpoint, public_key and secret."""

    subscription = forms.CharField(max_length=LONGEST, widget=forms.HiddenInput)

    def clean_subscription(self) -> dict[str, str]:
        try:
            said = json.loads(self.cleaned_data["subscription"])
            endpoint, public_key, secret = said["endpoint"], said["keys"]["p256dh"].rstrip("="), said["keys"]["auth"].rstrip("=")
            outside(endpoint)
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpacked(public_key))
            if len(unpacked(secret)) != 16 or len(public_key) > 100:
                raise ValueError("a secret has 16 bytes")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotOutside) as reason:
            raise ValidationError(_("Your browser did not say how to reach it. Nothing was switched on.")) from reason
        return {"endpoint": endpoint, "public_key": public_key, "secret": secret}
