"""Properties are tested without a clock: on a busy machine one example may take long and still be right."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
