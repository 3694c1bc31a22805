"""Everything that runs."""

import os

# Threads of numpy's OpenBLAS spin between small products: on two cores one of them then does
# nothing else (placing: 404 articles a second with two, 460 with one; 2026-11). Torch has its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
