"""The way to a service: through a proxy where there is one, the key added at the last moment."""

from __future__ import annotations

import urllib.request
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from .keys import Secret


class Keyed(httpx.BaseTransport):
    """Adds the key below everything of httpx that logs or keeps the address."""

    def __init__(self, inner: httpx.BaseTransport, secret: tuple[str, Secret] | None) -> None:
        self._inner = inner
        self._secret = secret

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._secret is not None:
            name, key = self._secret
            request = httpx.Request(
                request.method,
                request.url.copy_add_param(name, key.reveal()),
                headers=request.headers,
                extensions=request.extensions,
            )
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def transport(base: str) -> httpx.HTTPTransport:
    """Through the proxy that the environment names for the service, if any."""
    url = httpx.URL(base)
    tls = url.scheme == "https"  # without it there are no certificates to load
    proxy = urllib.request.getproxies().get(url.scheme)
    if proxy and not urllib.request.proxy_bypass(url.host):
        return httpx.HTTPTransport(verify=tls, proxy=proxy)
    return httpx.HTTPTransport(verify=tls)
