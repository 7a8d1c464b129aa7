"""People and groups as administrators see them in the CMS."""
