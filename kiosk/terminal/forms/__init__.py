"""Manual entry: an item's form out of the item's own data, what may stand in it, and drafts that survive."""
