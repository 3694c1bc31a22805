"""What fails today: module -> what is seen -> the tests that show it.

A test on the list must fail, so that mending a fault means to take its lines out.
"""

KNOWN: dict[str, dict[str, list[str]]] = {}
