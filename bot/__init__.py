"""The street: whatever touches a wire or a process."""
