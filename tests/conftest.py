"""What holds for all tests: none of them fails for being slow on a busy machine."""

from hypothesis import settings

settings.register_profile("headframe", deadline=None)
settings.load_profile("headframe")
