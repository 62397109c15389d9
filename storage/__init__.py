"""The cellar: what is kept, and how it is sealed."""
