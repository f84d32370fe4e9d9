"""Where emergencies, commands and second requests begin. Tuned on sentences that built nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Calls:
    """Where emergencies and commands begin, as shares the classifier gives them."""

    emergency: float = 0.85
    """Without any pattern, …"""
    english: float = 0.65
    """… in English, of which there are no patterns, …"""
    told: float = 0.995
    """… where it is denied, past or told of, …"""
    mild: float = 0.15
    """… with a pattern that may be of something past, …"""
    sure: float = 0.005
    """… with a sure one, …"""
    sure_request: float = 0.05
    """… with a sure one in what may be a request."""
    command: float = 0.45
    command_lead: float = 0.1
    command_rule: float = 0.1
    """A phrase of the lists needs only this much."""
    overrules: float = 0.8
    """Another command with this much beats the lists."""
    request: float = 0.5
    """A sentence that is a request with this much is no command."""
    yes: float = 0.93
    no: float = 0.85
    two: float = 0.6
    """What each piece of two requests needs, …"""
    two_whole: float = 0.0005
    """… and the same id in the whole sentence."""
