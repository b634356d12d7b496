"""What Scripts/review is made of."""
