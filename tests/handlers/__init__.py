"""The parlour: dialogs, the desk, and what is understood."""
