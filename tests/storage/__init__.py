"""The cellar on both of its databases."""
