"""Letters that come in the morning: once a day of what was followed, and on Fridays of the week."""
