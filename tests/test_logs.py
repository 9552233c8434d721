"""No log line holds what a person sent or is."""

import json

import pytest

from service.logs import configure_logs, drop_unlisted, log_fault


def test_only_listed_fields_reach_a_log() -> None:
    said = {"event": "x", "site": "S01", "member": 10000012, "name": "测试-甲-0001"}
    assert drop_unlisted(None, "info", said) == {"event": "x", "site": "S01"}


def test_a_fault_is_logged_by_place_and_never_by_its_words(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs()
    try:
        raise ValueError("999101197105020012")
    except ValueError as fault:
        log_fault(fault, method="POST", route="/v1/check-ins/{reference}/annul")
    line = json.loads(capsys.readouterr().err)
    assert line["fault"] == "ValueError"
    assert line["where"] == [f"test_logs.py:{line['where'][0].rpartition(':')[2]}"]
    assert "999101" not in json.dumps(line)
