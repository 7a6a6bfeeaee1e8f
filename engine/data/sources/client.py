"""One service over HTTP: paced, retried, bounded; it follows no redirect and tells no secret."""

from __future__ import annotations

import logging
import random
import re
import zlib
from collections import deque
from typing import TYPE_CHECKING, TypeVar

import httpx
import msgspec

from ...errors import DataProviderError
from ..intervals import SECOND
from .clock import WallClock
from .headers import moment, retry_after
from .transport import Keyed, transport

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .clock import Clock
    from .keys import Secret

T = TypeVar("T")
REPEATED = (408, 425, 429, 500, 502, 503, 504)
BANNED = 418
AGENT = "Mozilla/5.0 (compatible; Openbell)"
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
SHOWN = 160
log = logging.getLogger(__name__)


class Answer(msgspec.Struct, frozen=True):
    """What the service sent; header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """How much a source may ask for, and how patient it is; times in seconds.

    calls, period     at most so many requests within so long
    attempts          tries of one request; the pause between them doubles, with jitter
    longest_wait      a service that wants a longer pause is an error
    timeout, deadline longest silence, and longest time of one answer
    largest           bytes of one answer, unpacked
    """

    calls: int = 60
    period: float = 60.0
    attempts: int = 5
    backoff: float = 1.0
    longest_wait: float = 120.0
    timeout: float = 30.0
    deadline: float = 300.0
    largest: int = 64_000_000


class Unusable(DataProviderError):  # noqa: N818 - an answer, not a program's error
    """An answer that asking again may mend, after `wait` seconds if the service named them."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Client:
    """Requests to one service; raises DataProviderError, whose text holds no secret."""

    def __init__(
        self,
        name: str,
        base: str,
        limits: Limits,
        *,
        clock: Clock | None = None,
        secret: tuple[str, Secret] | None = None,
        jitter: random.Random | None = None,
    ) -> None:
        self.name = name
        self.ahead = 0  # nanoseconds that the service's clock is ahead of ours, by its last answer
        self._limits = limits
        self._clock = clock or WallClock()
        self._jitter = jitter or random.Random()  # noqa: S311 - spreads retries, guards nothing
        self._secret = secret[1] if secret else None
        self._asked: deque[int] = deque(maxlen=limits.calls)
        if secret:  # its debug lines hold headers, in which a service may repeat the key
            logging.getLogger("httpcore").setLevel(logging.INFO)
        self._http = httpx.Client(
            base_url=base,
            transport=Keyed(transport(base), secret),
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            timeout=limits.timeout,
            follow_redirects=False,
        )

    def close(self) -> None:
        """Let go of the connections."""
        self._http.close()

    def now(self) -> int:
        """The earlier of our clock and the service's, in nanoseconds UTC.

        Whether a bar has ended goes by it: a clock that is ahead must not make a bar look complete.
        """
        return self._clock.now() + min(self.ahead, 0)

    def get(
        self, path: str, params: Mapping[str, str], about: str, decode: Callable[[Answer], T]
    ) -> T:
        """What `decode` makes of the answer; it raises Unusable for one that is asked for again.

        about   what the request is for; errors begin with it. Passing faults (no answer, broken
                off, 408, 425, 429, 5xx) are retried, other statuses are left to `decode`.
        """
        where = f"{self.name}: {about}"
        for attempt in range(1, self._limits.attempts + 1):
            self._pace()
            try:
                return decode(self._usable(self._ask(path, params, where), where))
            except Unusable as error:
                problem, wait = self.shown(str(error)), error.wait
            except httpx.TimeoutException:
                problem, wait = f"was silent for {self._limits.timeout:g} s", None
            except httpx.TransportError as error:
                problem, wait = f"the connection failed ({self.shown(str(error))})", None
            if attempt == self._limits.attempts:
                break
            pause = self._limits.backoff * 2 ** (attempt - 1) * self._jitter.uniform(0.5, 1.0)
            pause = pause if wait is None else wait + pause
            if wait is not None and wait > self._limits.longest_wait:
                raise DataProviderError(
                    f"{where}: {problem}; it wants a pause of {wait:.0f} s: try again after that"
                )
            log.info("%s: %s; again in %.1f s", where, problem, pause)
            self._clock.sleep(pause)
        raise DataProviderError(
            f"{where}: {problem} (asked {self._limits.attempts} times): try again later"
        )

    def pause(self, seconds: float) -> None:
        """Wait, because the service says that its limit is near."""
        self._clock.sleep(seconds)

    def shown(self, content: str | bytes) -> str:
        """The content as a piece of one line: a page's title, or else its first characters."""
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else content
        text = self._secret.hide(text) if self._secret else text
        title = TITLE.search(text)
        line = " ".join((title[1] if title else text).split())
        line = "".join(each for each in line if each.isprintable())
        return line if len(line) <= SHOWN else line[:SHOWN] + "…"

    def json(self, answer: Answer, form: type[T], about: str) -> T:
        """The body as the form, whatever the status; Unusable where it is no JSON at all.

        Raises DataProviderError where it is JSON of another form than the service documents.
        """
        kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if answer.body.lstrip()[:1] == b"<":
            raise Unusable(f"answered with a web page instead of JSON: {self.shown(answer.body)}")
        if kind and "json" not in kind and kind not in ("text/plain", "text/javascript"):
            raise Unusable(f"answered with {self.shown(kind)} instead of JSON")
        try:
            return msgspec.json.decode(answer.body.decode(), type=form)
        except msgspec.ValidationError as error:
            raise DataProviderError(
                f"{self.name}: {about}: the answer has not the documented form"
                f" ({self.shown(str(error))}): {self.shown(answer.body)}"
            ) from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Unusable(
                f"answered with damaged JSON ({self.shown(str(error))}): {self.shown(answer.body)}"
            ) from error

    def _pace(self) -> None:
        if len(self._asked) == self._limits.calls:
            free = self._asked[0] + round(self._limits.period * SECOND)
            if free > self._clock.now():
                self._clock.sleep((free - self._clock.now()) / SECOND)
        self._asked.append(self._clock.now())

    def _ask(self, path: str, params: Mapping[str, str], where: str) -> Answer:
        with self._http.stream("GET", path, params=dict(params)) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            sent = moment(headers.get("date", ""))
            if sent is not None:
                age = headers.get("age", "")
                sent += int(age) * SECOND if age.isdecimal() and len(age) < 9 else 0
                self.ahead = sent - self._clock.now()
            return Answer(response.status_code, headers, self._body(response, where))

    def _body(self, response: httpx.Response, where: str) -> bytes:
        coding = response.headers.get("content-encoding", "identity").strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise DataProviderError(
                f"{where}: answered in the encoding {self.shown(coding)}, not asked for"
            )
        unzip = zlib.decompressobj(wbits=31) if coding.endswith("gzip") else None
        until = self._clock.now() + round(self._limits.deadline * SECOND)
        largest, size = self._limits.largest, 0
        pieces: list[bytes] = []
        for chunk in response.iter_raw():
            try:  # never unpacks more than may be kept
                piece = unzip.decompress(chunk, largest - size + 1) if unzip else chunk
            except zlib.error as error:
                raise Unusable("answered with damaged gzip") from error
            size += len(piece)
            if size > largest:
                raise DataProviderError(
                    f"{where}: the answer is larger than {largest:,} bytes and was broken off:"
                    " ask for a shorter time"
                )
            if self._clock.now() > until:
                raise Unusable(f"was not done answering after {self._limits.deadline:g} s")
            pieces.append(piece)
        if unzip and size and (not unzip.eof or unzip.unused_data):
            raise Unusable("answered with damaged gzip")
        return b"".join(pieces)

    def _usable(self, answer: Answer, where: str) -> Answer:
        status = answer.status
        if 300 <= status < 400:
            host = httpx.URL(answer.headers.get("location", "")).host or "another address"
            raise DataProviderError(
                f"{where}: redirects ({status}) to {self.shown(host)}, which is not followed"
            )
        wait = retry_after(answer.headers)
        if status == BANNED:
            after = f" for {wait:.0f} s" if wait else ""
            raise DataProviderError(
                f"{where}: this address is banned{after} (418), for asking too often: wait that"
                " long before any further request"
            )
        if status in REPEATED:
            text = self.shown(answer.body)
            raise Unusable(f"answered {status}" + (f": {text}" if text else ""), wait)
        return answer
