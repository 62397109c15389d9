"""The parlour: what is said. Knows no driver; the channels and portals come in as ports."""
