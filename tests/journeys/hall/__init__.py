"""A hall on this machine: screen (Xvfb), microphone and loudspeaker (PulseAudio), document camera (MJPEG).

The kiosk runs in it as in a police hall, a process of its own that knows nothing of tests: a visitor
sees its screen as pixels, touches it by pointer, speaks into the microphone and hears the loudspeaker.
"""
