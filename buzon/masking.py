"""A name shown so that whoever bears it knows it, and nobody else learns it. Pure."""

_HIDDEN = "•••"


def masked(name: str) -> str:
    """The first letter of each word: "María Quispe" is "M••• Q•••". The length of the words does not show."""
    return " ".join(f"{word[0].upper()}{_HIDDEN}" for word in name.split())
