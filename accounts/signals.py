"""What other rooms may want to hear of people."""

from django.dispatch import Signal

address_changed = Signal()  # person, old: in the transaction of the change
