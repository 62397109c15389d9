"""The channels: how what is said reaches a phone, and how what is written there reaches us."""
