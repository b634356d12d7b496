"""What the fixtures are made of; see ../make."""
