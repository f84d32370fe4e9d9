"""Hearing and speaking: the model store, microphone and player, voice activity, recognisers and voices.

What may be said comes in as an `Expectation`; this room knows neither the catalogue nor the law.
"""
