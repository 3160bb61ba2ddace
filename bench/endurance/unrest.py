"""Who disturbs: each a thread with chances of its own from the seed, that does something and rests, until all are ended."""

import contextlib
import json
import random
import socket
import struct
import threading
import time
import traceback
import urllib.error
import urllib.request
from collections import Counter

from .registry import NODES
from .stage import PEERS, Stage


class Unrest:
    """All of them at once. What they did is counted; one that fails by a fault of its own is told in failures."""

    def __init__(self, stage: Stage, seed: int, hurry: float):
        """hurry: how much more often than in a long run HAProxy and the peers are restarted."""
        self._stage, self._hurry = stage, hurry
        self._over = threading.Event()
        self.did: Counter[str] = Counter()
        self.failures: list[str] = []
        parts = [self._edits, self._proxy, self._peers, self._pages, self._followers, self._drains, self._users]
        self._threads = [threading.Thread(target=self._guarded, args=(part, random.Random(f"{seed}{part.__name__}"))) for part in parts]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Returns when all have left off; HAProxy and all peers are there then."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _guarded(self, part, chance: random.Random) -> None:
        try:
            part(chance)
        except Exception:
            self.failures.append(f"{part.__name__}: {traceback.format_exc()}")

    def _rest(self, seconds: float) -> bool:
        """False when all is over."""
        return not self._over.wait(seconds)

    def _edits(self, chance: random.Random) -> None:
        registry = self._stage.registry
        while self._rest(chance.uniform(3, 9)):
            if chance.random() < 0.12:
                self.did["broken: " + registry.break_it()] += 1
                self._rest(chance.uniform(2, 5))
                registry.write()
            else:
                self.did["edit: " + registry.edit()] += 1

    def _proxy(self, chance: random.Random) -> None:
        proxy = self._stage.haproxy
        ways = [proxy.reload, proxy.reload, proxy.reload, proxy.stop, proxy.crash]
        while self._rest(chance.uniform(60, 240) / self._hurry):
            way = chance.choice(ways)
            way()
            self.did[f"HAProxy: {way.__name__}"] += 1
            if way != proxy.reload:
                self._over.wait(chance.uniform(0, 5))
                proxy.start()

    def _peers(self, chance: random.Random) -> None:
        while self._rest(chance.uniform(20, 90) / self._hurry):
            peer = self._stage.peers[chance.choice(PEERS)]
            way = chance.choice([peer.kill, peer.stop])
            way()
            self.did[f"peer: {way.__name__}"] += 1
            self._over.wait(chance.uniform(1, 20))
            peer.start()

    def _pages(self, chance: random.Random) -> None:
        """The page, and whatever else there is to read."""
        paths = ["/", "/page/app.js", "/api/v1/page?latency=true", "/api/v1/status", "/api/v1/plan", "/api/v1/peers", "/api/v1/registry"]
        paths += ["/api/v1/services", "/api/v1/drains", "/api/v1/events?limit=1000", "/metrics/meters", "/health/ready", "/openapi", "/nothing-here"]
        while self._rest(chance.uniform(1, 5)):
            path = chance.choice(paths)
            with contextlib.suppress(OSError):
                self._stage.api.get(path)
            self.did["page read"] += 1

    def _followers(self, chance: random.Random) -> None:
        """Readers of the event stream that leave in every way; requests that are never finished."""
        while self._rest(chance.uniform(3, 12)):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._stage.api.port), 5) as reader:
                request = b"GET /api/v1/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n"
                abandoned = chance.random() < 0.2
                reader.sendall(request[:20] if abandoned else request)
                reader.settimeout(1)
                until = time.monotonic() + chance.uniform(0, 10)
                while time.monotonic() < until and not self._over.is_set():
                    with contextlib.suppress(TimeoutError):
                        if not reader.recv(65536):
                            break
                if chance.random() < 0.5:  # A reset instead of an end.
                    reader.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.did["request abandoned" if abandoned else "events followed"] += 1

    def _drains(self, chance: random.Random) -> None:
        while self._rest(chance.uniform(10, 40)):
            node = chance.choice(NODES[1:])
            ends_by_itself = chance.random() < 0.5
            wish = {"force": True, "reason": "soak", **({"for": "10s"} if ends_by_itself else {})}
            self._ask("PUT", node, json.dumps(wish).encode())
            self.did["drained"] += 1
            if not ends_by_itself:
                self._over.wait(chance.uniform(1, 15))
                self._ask("DELETE", node, None)

    def _ask(self, method: str, node: str, body: bytes | None) -> None:
        url = f"http://127.0.0.1:{self._stage.api.port}/api/v1/drains/{node}?kind=node"
        with contextlib.suppress(OSError), urllib.request.urlopen(urllib.request.Request(url, method=method, data=body), timeout=10) as answer:
            answer.read()

    def _users(self, chance: random.Random) -> None:
        """Some sessions through HAProxy, so that its counters have something to say."""
        while self._rest(chance.uniform(0.05, 0.15)):
            port = chance.choice(self._stage.registry.frontends())
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as user:
                user.settimeout(1)
                user.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
                user.recv(4096)
            self.did["session through HAProxy"] += 1
