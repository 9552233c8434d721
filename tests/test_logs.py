"""No log line holds what a person sent or is."""

import json
import logging
import subprocess
import sys

import pytest

from service.logs import QUOTING, configure_logs, drop_unlisted, log_fault


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


@pytest.mark.parametrize("name", QUOTING)
def test_what_others_log_of_an_exception_is_not_what_it_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logs()
    logger = logging.getLogger(name)
    handler = logging.StreamHandler()
    logger.addHandler(handler)
    try:
        raise ValueError("999101197105020012")
    except ValueError:
        logger.exception("Exception in ASGI application")
    finally:
        logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert said and "999101" not in said and "Traceback" not in said


def test_a_process_that_dies_of_an_exception_quotes_nothing() -> None:
    dying = """
import threading
from service.logs import configure_logs, quote_nothing_when_dying
configure_logs()
quote_nothing_when_dying()
def die():
    raise ValueError("999101197105020012")
thread = threading.Thread(target=die)
thread.start()
thread.join()
die()
"""
    done = subprocess.run(
        [sys.executable, "-c", dying], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1 and "999101" not in done.stderr
    assert [json.loads(line)["route"] for line in done.stderr.splitlines()] == ["thread", "process"]
