"""Work on the warehouse beside the cycles: imports, exports, corrections, upkeep."""
