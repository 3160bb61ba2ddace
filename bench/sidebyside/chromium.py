"""Chromium without a window, over the pipe of its DevTools protocol: one JSON object after the other, each ended by a zero byte."""

import contextlib
import json
import os
import select
import tempfile
import time

from .processes import Missed, running

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--remote-debugging-pipe",
]


class Tab:
    """A page in a context of its own: nothing is cached from another one."""

    def __init__(self, pipe: "Pipe"):
        self._pipe = pipe
        self._context = pipe.call("Target.createBrowserContext")["browserContextId"]
        target = pipe.call("Target.createTarget", url="about:blank", browserContextId=self._context)["targetId"]
        self._session = pipe.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=1600, height=900, deviceScaleFactor=1, mobile=False)

    def call(self, method: str, **parameters) -> dict:
        return self._pipe.call(method, self._session, **parameters)

    def before_load(self, script: str) -> None:
        """Runs in the page before anything of its own does."""
        self.call("Page.addScriptToEvaluateOnNewDocument", source=script)

    def evaluate(self, expression: str):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise Missed(f"in the page: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def await_that(self, what: str, expression: str, seconds: float):
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            value = self.evaluate(expression)
            if value:
                return value
            time.sleep(0.02)
        raise Missed(f"in the page: {what}: not within {seconds:g} s")

    def close(self) -> None:
        self._pipe.call("Target.disposeBrowserContext", browserContextId=self._context)


class Pipe:
    def __init__(self, to_browser: int, from_browser: int):
        self._to, self._from = to_browser, from_browser
        self._buffer = b""
        self._last = 0

    def call(self, method: str, session: str | None = None, **parameters) -> dict:
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._last:
                if "error" in answer:
                    raise Missed(f"chromium, {method}: {answer['error']}")
                return answer["result"]

    def _next(self) -> dict:
        while b"\0" not in self._buffer:
            if not select.select([self._from], [], [], 30)[0]:
                raise Missed("chromium does not answer")
            read = os.read(self._from, 1 << 20)
            if not read:
                raise Missed("chromium has ended")
            self._buffer += read
        message, self._buffer = self._buffer.split(b"\0", 1)
        return json.loads(message)


@contextlib.contextmanager
def chromium(scratch: str):
    """Something that opens tabs."""
    commands, answers = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(prefix="chromium-", dir=scratch) as profile:
        words = " ".join(["chromium", *ARGUMENTS, f"--user-data-dir={profile}"])
        # The browser reads from descriptor 3 and writes to 4.
        shell = ["bash", "-c", f"exec {words} 3<&{commands[0]} 4>&{answers[1]}"]
        with running(shell, os.path.join(scratch, "chromium.log"), pass_fds=(commands[0], answers[1])):
            os.close(commands[0])
            os.close(answers[1])
            pipe = Pipe(commands[1], answers[0])
            try:
                yield lambda: Tab(pipe)
            finally:
                with contextlib.suppress(Missed):
                    pipe.call("Browser.close")
                os.close(commands[1])
                os.close(answers[0])
