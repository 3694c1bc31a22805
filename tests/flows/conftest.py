"""`crashes` holds the quick services that several tests here work with."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))  # whatever the import mode
