"""Test material for hearing: who speaks, where, through what, and how what was heard is counted."""
