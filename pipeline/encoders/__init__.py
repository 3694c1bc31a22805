"""What turns texts into vectors: anything with `.encode`, and models that are loaded by name.

Importing this loads no model and no torch: a name, a hash and a width are known without.
"""

from pipeline.encoders.registry import (
    DEFAULT,
    ENCODERS,
    Encoder,
    LoadableEncoder,
    encoder_of,
    load_encoder,
    weights_sha256,
)

__all__ = [
    "DEFAULT",
    "ENCODERS",
    "Encoder",
    "LoadableEncoder",
    "encoder_of",
    "load_encoder",
    "weights_sha256",
]
