"""Those who work with the desk: who they are, what they may do, and how a session begins and ends."""
