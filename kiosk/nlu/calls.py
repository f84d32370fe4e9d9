"""Where emergencies, commands and second requests begin. Tuned on sentences that built nothing."""

from __future__ import annotations

from dataclasses import dataclass

#: More than any share.
NEVER = 1.01


@dataclass(frozen=True)
class Band:
    """From `ask` she asks, from `act` she acts."""

    ask: float
    act: float


@dataclass(frozen=True)
class Calls:
    """Where emergencies and commands begin, as shares the classifiers give them."""

    unnamed: Band = Band(0.2, 0.7)
    """An emergency without any pattern, …"""
    unnamed_request: Band = Band(0.6, 0.97)
    """… in what may be a request, …"""
    english: Band = Band(0.25, 0.6)
    """… in English, of which there are no patterns, …"""
    told: Band = Band(0.55, NEVER)
    """… where it is denied, over or told of, …"""
    past: Band = Band(0.6, NEVER)
    """… or past, …"""
    idiom: Band = Band(0.6, 0.95)
    """… with no other pattern than one inside an idiom, …"""
    paper: Band = Band(0.3, 0.6)
    """… or in a sentence that speaks of papers, …"""
    alike: Band = Band(0.15, 0.7)
    """… or only something that sounds like one, …"""
    lately: Band = Band(0.2, 0.7)
    """… or in a sentence that speaks of yesterday, …"""
    mild: Band = Band(0.05, 0.3)
    """… with a pattern that may be of something past, …"""
    sure: Band = Band(0.03, 0.35)
    """… with a sure one, …"""
    sure_request: Band = Band(0.2, 0.5)
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
    two_shape: float = 0.5
    """What a sentence needs to be two requests by its shape, …"""
    two_second: float = 0.03
    """… and the second of the two ids it is likest to."""
    theirs: float = 0.55
    """From this share it is an officer's though the lists know no word for it."""
    open_shape: float = 0.45
    """From this share a request may be left open by its shape, …"""
    open_weight: float = 0.28
    """… which counts so much against what the classifier gives to being open."""
