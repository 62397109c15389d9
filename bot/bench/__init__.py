"""`buzon bench …`: measurements beside a baseline of the same run, so that a number means something on any machine."""
