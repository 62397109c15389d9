"""The ground floor: what a mailbox is. Pure values and rules, no input or output."""
