"""What the lab adds inside OpenStack's Python."""
