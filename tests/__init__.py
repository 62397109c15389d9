"""What this house promises, checked: one folder per floor, whole journeys beside them."""
