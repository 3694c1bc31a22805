"""The closed list of reasons."""

from pipeline.reasons import HELP, Reason, backoff_weight, help_line


def test_every_reason_has_a_weight_and_one_line_of_help() -> None:
    assert set(HELP) == set(Reason)
    for reason in Reason:
        assert 0 <= backoff_weight(reason) <= 1
        assert 10 < len(help_line(reason)) <= 100
        assert "\n" not in help_line(reason)
