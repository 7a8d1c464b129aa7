"""What gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
application = get_wsgi_application()

from config.operations.checks import refuse_demonstration_people  # noqa: E402  models are there only now

refuse_demonstration_people()

# What is loaded by now stays for good. To look through it all for garbage again takes a tenth of a second, which some reader waits for.
gc.collect()
gc.freeze()
