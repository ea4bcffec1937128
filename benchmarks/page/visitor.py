"""A visitor without a browser: speaks Streamlit's protocol over a websocket, and keeps the page's clocks like one."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

PATIENCE = 60.0


class Visitor:
    """One session; `moved` sets a lever and returns after how many seconds its answer was there."""

    def __init__(self, port: int, page: str) -> None:
        self.port, self.page = port, page
        self.levers: dict[str, dict[str, Any]] = {}
        self.where: dict[str, tuple[str, str]] = {}
        self.received = self.drawn = 0
        self.faults: list[str] = []
        self._pages: dict[str, str] = {}
        self._changed = asyncio.Condition()
        self._states: dict[str, WidgetState] = {}
        self._clocks: dict[str, asyncio.Task] = {}
        self._query, self._hash = "?lang=en", ""
        self._large: dict[str, ForwardMsg] = {}

    async def open(self) -> Visitor:
        """Come to the page."""
        self._socket = await websockets.connect(f"ws://127.0.0.1:{self.port}/_stcore/stream", max_size=None,
                                                subprotocols=["streamlit"], ping_timeout=None)  # type: ignore[list-item]  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        await self._send()
        return self

    async def close(self) -> None:
        """Leave."""
        for clock in self._clocks.values():
            clock.cancel()
        await self._socket.close()
        self._reader.cancel()

    async def press(self, key: str) -> None:
        """Press a button."""
        await self.until(lambda: key in self.where)
        number, fragment = self.where[key]
        await self._send(fragment, WidgetState(id=number, trigger_value=True))

    async def put(self, key: str, number: float) -> None:
        """Write a number into its field."""
        await self.until(lambda: key in self.where)
        name, fragment = self.where[key]
        self._states[name] = WidgetState(id=name, double_value=number)
        await self._send(fragment)

    async def go(self, page: str) -> None:
        """Change to another page, by its place in the address."""
        for clock in self._clocks.values():
            clock.cancel()
        self._clocks.clear()
        self._hash = self._pages[page]
        await self._send()

    async def after(self, done: Awaitable[None]) -> None:
        """Do something, and wait until the whole page has been drawn anew."""
        before = self.drawn
        await done
        await self.until(lambda: self.drawn > before)

    async def moved(self, lever: str, place: float) -> float:
        """Move a lever; return the seconds until the page has drawn it there, which it does last."""
        number, fragment = self.where[lever]
        state = WidgetState(id=number, json_value=json.dumps({"value": place}))
        self._states[number] = state
        began = time.perf_counter()
        await self._send(fragment, state)
        half = self.levers[lever]["step"] / 2
        await self.until(lambda: abs(self.levers[lever]["value"] - place) <= half)
        return time.perf_counter() - began

    async def until(self, there: Callable[[], bool]) -> None:
        """Wait until something is there."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(there), PATIENCE)

    async def _send(self, fragment: str = "", trigger: WidgetState | None = None, clock: bool = False) -> None:
        asked = BackMsg()
        asked.rerun_script.query_string = self._query
        asked.rerun_script.page_name = "" if self._hash else self.page
        asked.rerun_script.page_script_hash = self._hash
        asked.rerun_script.fragment_id = fragment
        asked.rerun_script.is_auto_rerun = clock
        states = [state for state in self._states.values() if trigger is None or state.id != trigger.id]
        asked.rerun_script.widget_states.widgets.extend([*states, *([trigger] if trigger else [])])
        await self._socket.send(asked.SerializeToString())

    async def _read(self) -> None:
        async for data in self._socket:
            assert isinstance(data, bytes)
            self.received += len(data)
            message = ForwardMsg()
            message.ParseFromString(data)
            async with self._changed:
                self._take(message)
                self._changed.notify_all()

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "ref_hash":  # a large message that came before is only named
            self._take(self._large[message.ref_hash])
            return
        if message.hash:
            self._large[message.hash] = message
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            element, fragment = message.delta.new_element, message.delta.fragment_id
            kind = element.WhichOneof("type")
            inside = getattr(element, str(kind))
            if kind == "exception":
                self.faults.append(inside.message)
            number = getattr(inside, "id", "")
            if number:
                key = number.split("-", 2)[-1]
                self.where[key] = (number, fragment)
                if kind == "bidi_component" and ":lever:" in key:
                    self.levers[key] = json.loads(inside.bytes)
        elif kind == "navigation":
            self._hash = message.navigation.page_script_hash
            self._pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
        elif kind == "script_finished":
            self.drawn += message.script_finished == ForwardMsg.FINISHED_SUCCESSFULLY
        elif kind == "page_info_changed":
            self._query = f"?{message.page_info_changed.query_string}"
        elif kind == "auto_rerun":
            self._clock(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                if fragment in self._clocks:
                    self._clocks.pop(fragment).cancel()

    def _clock(self, fragment: str, interval: float) -> None:
        async def tick() -> None:
            while True:
                await asyncio.sleep(interval)
                await self._send(fragment, clock=True)

        if fragment in self._clocks:
            self._clocks[fragment].cancel()
        self._clocks[fragment] = asyncio.create_task(tick())
