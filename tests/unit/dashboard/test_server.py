"""Serving: what is printed, what is answered, and a port that is taken."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import pytest

from dashboard import create_app, serve
from graph.errors import UsageFault
from tests.journeys.stand_in import StandIn

PROGRAM = """
from dashboard import create_app, serve
from tests.journeys.stand_in import StandIn
serve(create_app(StandIn, title="Kinscope", notice=None), port=0)
"""


def test_it_prints_the_address_and_answers_there() -> None:
    process = subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found is not None, line
        with urlopen(found[0], timeout=30) as answer:
            assert "<title>Kinscope</title>" in answer.read().decode()
            assert "waitress" not in str(answer.headers).casefold()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()


def test_a_port_that_is_taken_is_said_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageFault, match="Name another port"):
            serve(create_app(StandIn, title="Kinscope", notice=None), port=taken.getsockname()[1])
