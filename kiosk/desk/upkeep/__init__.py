"""The administrator's work on a store: keys, persons, retention, backup."""
