"""The officer's window on a PC: queue, case, window, figures, audit. It talks to the desk's API only."""
