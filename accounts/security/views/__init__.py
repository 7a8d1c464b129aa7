"""The pages under /accounts/ about how one signs in."""
