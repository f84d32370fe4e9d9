"""The audit's chain: sealed by one, its head signed outside the store, checked by who has the keys."""
