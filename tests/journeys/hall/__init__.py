"""A hall on this machine: a screen (Xvfb), a microphone and a loudspeaker (PulseAudio), a document camera (MJPEG).

The kiosk runs in it as it does in a police hall, as a process of its own that knows nothing of tests: a visitor
sees its screen as pixels, touches it by pointer, speaks into the microphone and hears the loudspeaker.
"""
