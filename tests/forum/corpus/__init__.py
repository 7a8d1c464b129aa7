"""What someone might send to harm the site or its readers, and what each does in a browser where nothing stops it.

`ran()` is the harness's own: whoever calls it has run script. leak.example stands for any other host.
"""

from tests.forum.corpus.payloads import LATENT, PAYLOADS, REFUSED, Harm

__all__ = ["LATENT", "PAYLOADS", "REFUSED", "Harm"]
