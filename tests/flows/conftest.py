"""`crashes`, `terminal` and the warehouse's `builders` hold what several tests here work with."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # whatever the import mode
sys.path.insert(0, str(Path(__file__).parents[1] / "warehouse"))
