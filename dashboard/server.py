"""The web server around the pages: warmed up before the first reader, careful with every answer it gives.

Without the warm-up, Streamlit would serve a first request for /case_flow by running pages/case_flow.py
alone, without the navigation and its checks, because a folder named pages lies beside app.py.
"""

import logging
import secrets
import traceback
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import show

log = logging.getLogger(__name__)

# Streamlit's own page needs inline styles and scripts and evaluates code for charts; all of it from here.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss:; worker-src 'self' blob:; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}


class SafeHeaders:
    """Adds the headers to every answer; pages and data are never stored by the browser."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        await self.app(scope, receive, send_with_headers)


MIDDLEWARE = (Middleware(SafeHeaders),)


def warmed_up(pages: Sequence[Any]) -> Callable[[st.App], AbstractAsyncContextManager[None]]:
    """What the server does before its first request: declare the pages, and keep values out of its log."""

    @asynccontextmanager
    async def start(_: st.App) -> AsyncIterator[None]:
        # Streamlit's own log of an error holds the error's text, which may hold a value.
        logging.getLogger("streamlit.error_util").addFilter(lambda _: False)
        st.navigation(pages)
        yield

    return start


def on_error(error: Exception) -> bool:
    """Tell the reader a number to quote; log it with the kind of error and the place, never its text."""
    number = secrets.token_hex(3)
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{frame.name}:{frame.lineno}" for frame in reversed(frames[-4:]))
    log.error("error %s: %s at %s", number, type(error).__name__, places)
    show.notice(
        "Something went wrong on our side",
        f"Nothing was changed. Reload the page; if it happens again, tell the data steward number {number}.",
    )
    return True
