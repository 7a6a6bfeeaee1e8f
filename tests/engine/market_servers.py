"""Local servers that answer as the data services document, and fail as services do."""

import hashlib
import io
import json
import socket
import struct
import threading
import zipfile
import zlib
from collections import deque
from datetime import UTC, date, datetime
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

NANO = 1_000_000_000
DAY = 86_400
NEW_YORK = ZoneInfo("America/New_York")
JSON = "application/json;charset=utf-8"
HTML = b"<!DOCTYPE html><html><head><title>Will be right back</title></head><body>x</body></html>"


class Bar(NamedTuple):
    """One bar by its stamp in seconds."""

    at: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class Reply(NamedTuple):
    """What a server sends; bytes, or an iterator of pieces sent in chunks."""

    status: int
    body: object
    kind: str = JSON
    headers: tuple = ()


class Clock:
    """A clock that only `sleep` moves."""

    def __init__(self, moment):
        self.seconds = float(moment)
        self.slept = []

    def now(self):
        return round(self.seconds * NANO)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.seconds += seconds


class Service:
    """A server for the length of a `with`; `faults` come before answers, one a request.

    answer   (path, params) -> Reply
    date     seconds since 1970 that its Date header tells, the clock's if None
    """

    def __init__(self, answer, clock, faults=()):
        self.answer = answer
        self.clock = clock
        self.date = None
        self.faults = deque(faults)
        self.asked = []
        self.released = threading.Event()

    def __enter__(self):
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_: None
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, service, *args):
        self.service = service
        super().__init__(*args)

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        told = self.service.date
        return formatdate(self.service.clock.seconds if told is None else told, usegmt=True)

    def do_GET(self):
        self.close_connection = True
        parts = urlsplit(self.path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        self.service.asked.append((path, params, dict(self.headers)))
        fault = self.service.faults.popleft() if self.service.faults else None
        normal = self.service.answer(path, params)
        reply = fault(self, normal) if fault else normal
        if reply is not None:
            self.send(reply)

    def send(self, reply):
        self.send_response(reply.status)
        if reply.kind:
            self.send_header("Content-Type", reply.kind)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Connection", "close")
        if isinstance(reply.body, bytes):
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
            return
        self.end_headers()
        for piece in reply.body:
            self.wfile.write(piece)


# Faults: each takes the handler and the answer it would have given.


def status(code, *headers, body=b"{}"):
    return lambda handler, normal: Reply(code, body, JSON, headers)


def silence(handler, normal):
    handler.service.released.wait(5)


def reset(handler, normal):
    """Half of the body, then a connection reset."""
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", str(len(normal.body)))
    handler.end_headers()
    handler.wfile.write(normal.body[: len(normal.body) // 2])
    handler.wfile.flush()
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.connection.close()


def short(handler, normal):
    """Half of the body, whose announced length is that half: only its form shows it."""
    return normal._replace(body=normal.body[: len(normal.body) // 2])


def unannounced(handler, normal):
    """Half of the body without a length, as when a proxy dies."""
    return normal._replace(body=iter([normal.body[: len(normal.body) // 2]]))


def page(handler, normal):
    return Reply(200, HTML, "text/html")


def typed(kind):
    return lambda handler, normal: normal._replace(kind=kind)


def endless(handler, normal):
    def pieces():
        while not handler.service.released.is_set():
            yield b" " * 65_536

    return normal._replace(body=pieces())


def bomb(handler, normal):
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(b" " * 16_000_000) + packer.flush()
    return normal._replace(body=packed, headers=(("Content-Encoding", "gzip"),))


def gzipped(handler, normal):
    packer = zlib.compressobj(9, wbits=31)
    packed = packer.compress(normal.body) + packer.flush()
    return normal._replace(body=packed, headers=(("Content-Encoding", "gzip"),))


def cut_gzip(handler, normal):
    whole = gzipped(handler, normal)
    return whole._replace(body=whole.body[:-8])


def with_body(body):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda handler, normal: normal._replace(body=raw, status=200)


def redirect(address):
    def fault(handler, normal):
        query = urlsplit(handler.path).query
        return Reply(302, b"", "", (("Location", f"{address}/elsewhere?{query}"),))

    return fault


# Services. Each is an `answer` over bars by symbol.


def yahoo(series, *, meta=None, splits=(), dividends=(), granularity=None):
    """v8/finance/chart over bars; splits as (stamp, new, old), dividends as (stamp, amount)."""

    def answer(path, params):
        symbol = path.removeprefix("/v8/finance/chart/")
        if symbol not in series:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return _json({"chart": {"result": None, "error": error}}, 404)
        first, last = int(params["period1"]), int(params["period2"])
        bars = [bar for bar in series[symbol] if first <= bar.at < last]
        told = {
            "currency": "USD",
            "symbol": symbol,
            "exchangeTimezoneName": "America/New_York",
            "instrumentType": "EQUITY",
            "regularMarketTime": max((bar.at for bar in series[symbol]), default=0) + DAY,
            "dataGranularity": granularity or params["interval"],
        }
        quote = {name: [getattr(bar, name) for bar in bars] for name in Bar._fields[1:]}
        result = {
            "meta": told | (meta or {}),
            "timestamp": [bar.at for bar in bars],
            "indicators": {
                "quote": [quote],
                "adjclose": [{"adjclose": quote["close"]}],
            },
            "events": {
                "splits": {
                    str(at): {
                        "date": at,
                        "numerator": new,
                        "denominator": old,
                        "splitRatio": f"{new}:{old}",
                    }
                    for at, new, old in splits
                    if first <= at < last
                },
                "dividends": {
                    str(at): {"amount": amount, "date": at}
                    for at, amount in dividends
                    if first <= at < last
                },
            },
        }
        if not bars:
            del result["timestamp"]
            result["indicators"] = {"quote": [{}], "adjclose": [{}]}
        return _json({"chart": {"result": [result], "error": None}})

    return answer


def stooq(series, *, volume=True):
    def answer(path, params):
        bars = series.get(params["s"].upper())
        if bars is None:
            return Reply(200, b"No data", "text/plain")
        low, high = params.get("d1", "0"), params.get("d2", "9")
        lines = ["Date,Open,High,Low,Close" + (",Volume" if volume else "")]
        for bar in bars:
            day = _day(bar.at)
            if low <= day.replace("-", "") <= high:
                values = bar[1:] if volume else bar[1:5]
                lines.append(",".join([day, *map(repr, values)]))
        return Reply(200, ("\r\n".join(lines) + "\r\n").encode(), "text/csv")

    return answer


def binance(series, interval_seconds, *, quote="USDT", weight=10):
    headers = (("X-MBX-USED-WEIGHT-1M", str(weight)),)

    def answer(path, params):
        bars = series.get(params["symbol"])
        if bars is None:
            return _json({"code": -1121, "msg": "Invalid symbol."}, 400)
        if path == "/api/v3/exchangeInfo":
            told = {"symbol": params["symbol"], "status": "TRADING", "quoteAsset": quote}
            return _json({"timezone": "UTC", "symbols": [told]})._replace(headers=headers)
        low, high = int(params["startTime"]), int(params["endTime"])
        inside = [bar for bar in bars if low <= bar.at * 1000 <= high]
        rows = [kline(bar, interval_seconds) for bar in inside[: int(params["limit"])]]
        return _json(rows)._replace(headers=headers)

    return answer


def kline(bar, interval_seconds, scale=1_000):
    prices = [f"{value:.8f}" for value in bar[1:]]
    end = (bar.at + interval_seconds) * scale - 1
    return [bar.at * scale, *prices, end, "0.00000000", 1, "0.00000000", "0.00000000", "0"]


def archive(series, interval, interval_seconds, *, published, titled=False):
    """data.binance.vision; months up to `published` ("2024-12") have files, later ones days."""
    files = {}
    for symbol, bars in series.items():
        packs = {}
        for bar in bars:
            month, day = _day(bar.at)[:7], _day(bar.at)
            kind, period = ("monthly", month) if month <= published else ("daily", day)
            packs.setdefault((kind, period), []).append(bar)
        for (kind, period), held in packs.items():
            scale = 1_000_000 if period >= "2025" else 1_000
            lines = [",".join(map(str, kline(bar, interval_seconds, scale))) for bar in held]
            if titled:
                lines.insert(0, "open_time,open,high,low,close,volume,close_time,q,n,tb,tq,ignore")
            stem = f"{symbol}-{interval}-{period}"
            packed = zipped({f"{stem}.csv": "\n".join(lines) + "\n"})
            path = f"/data/spot/{kind}/klines/{symbol}/{interval}/{stem}.zip"
            files[path] = packed
            files[f"{path}.CHECKSUM"] = f"{hashlib.sha256(packed).hexdigest()}  {stem}.zip".encode()

    def answer(path, params):
        if path not in files:
            return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>", "application/xml")
        return Reply(200, files[path], "binary/octet-stream")

    return answer


def zipped(members):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in members.items():
            file.writestr(name, text)
    return held.getvalue()


def alpha_vantage(series, *, premium=True, splits=(), dividends=()):
    """TIME_SERIES_*; a key that is not premium gets the sentence that says so."""

    def answer(path, params):
        bars = series.get(params["symbol"])
        if bars is None:
            text = f"Invalid API call. Please retry, for {params['function']}."
            return _json({"Error Message": text})
        intraday = params["function"] == "TIME_SERIES_INTRADAY"
        adjusted = params["function"].endswith("_ADJUSTED")
        if adjusted and not premium:
            text = "Thank you for using Alpha Vantage! This is a premium endpoint."
            return _json({"Information": text})
        held = {}
        for bar in reversed(bars):
            local = datetime.fromtimestamp(bar.at, NEW_YORK)
            if intraday and f"{local:%Y-%m}" != params["month"]:
                continue
            stamp = f"{local:%Y-%m-%d %H:%M:%S}" if intraday else _day(bar.at)
            names = [f"{n}. {name}" for n, name in enumerate(Bar._fields[1:5], 1)]
            cell = dict(zip(names, (f"{value:.4f}" for value in bar[1:5]), strict=True))
            if adjusted:
                cell["5. adjusted close"] = f"{bar.close / 2:.4f}"
                cell["7. dividend amount"] = f"{dict(dividends).get(stamp, 0):.4f}"
                cell["8. split coefficient"] = str(dict(splits).get(stamp, 1.0))
            cell["6. volume" if adjusted else "5. volume"] = f"{bar.volume:.0f}"
            held[stamp] = cell
        title = f"Time Series ({params['interval']})" if intraday else "Time Series (Daily)"
        zone = "6. Time Zone" if intraday else "5. Time Zone"
        return _json(
            {"Meta Data": {"2. Symbol": params["symbol"], zone: "US/Eastern"}, title: held}
        )

    return answer


def _json(value, code=200):
    return Reply(code, json.dumps(value).encode())


def _day(at):
    return str(datetime.fromtimestamp(at, UTC).date())


def seconds(*moment, zone=UTC):
    return int(datetime(*moment, tzinfo=zone).timestamp())


def days(first, count, *, start=100.0, hour=0, zone=UTC, weekdays=False):
    """Daily bars from a date on, stamped at an hour of their zone."""
    bars = []
    day = date.fromisoformat(first).toordinal()
    while len(bars) < count:
        when = date.fromordinal(day)
        day += 1
        if weekdays and when.weekday() > 4:
            continue
        at = seconds(when.year, when.month, when.day, hour, zone=zone)
        close = start + len(bars) % 17 * 0.25
        bars.append(Bar(at, close - 0.5, close + 1.0, close - 1.25, close, 1000.0 + len(bars)))
    return bars


def steps(first, count, seconds_each, *, start=100.0):
    """Bars of equal length from a stamp on."""
    return [
        Bar(first + n * seconds_each, close - 0.5, close + 1.0, close - 1.25, close, 10.0 + n)
        for n in range(count)
        for close in [start + n % 13 * 0.125]
    ]
