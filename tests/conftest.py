"""Property tests count their examples; how long one takes is the machine's business."""

from hypothesis import settings

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
