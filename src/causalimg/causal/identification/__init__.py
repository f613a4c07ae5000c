"""Effects from what is observed: adjustment, front door, ID, transport, recovery."""
