"""The desk's store: its schema, its engine, and what one transaction may write."""
