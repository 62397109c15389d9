"""The Flows that the business handed in: their JSON, where their endpoint is, and whether they can be sent.

Source: https://developers.facebook.com/docs/whatsapp/flows/reference/flowsapi.
"""

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import count
from typing import Any

from sandbox.whatsapp.errors import JsonObject, refused

_FIRST_ID = 810_000_000_000_001
_COMPONENTS = frozenset({"TextInput", "Dropdown", "TextBody", "TextCaption", "Footer"})
_SHORT = {"TextInput": 20, "Dropdown": 20, "Footer": 35}


class FlowStatus(StrEnum):
    """A draft can be changed, a published Flow sent."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"


@dataclass(frozen=True, kw_only=True)
class Flow:
    """One Flow; `layout` is its JSON, empty before it was uploaded."""

    id: str
    name: str
    categories: tuple[str, ...]
    endpoint: str = ""
    app_id: str = ""
    layout: str = ""
    status: FlowStatus = FlowStatus.DRAFT

    def as_json(self) -> JsonObject:
        """As `GET /{flow}` tells of it."""
        about = {"id": self.id, "name": self.name, "status": self.status, "categories": list(self.categories)}
        app = {"application": {"id": self.app_id}} if self.app_id else {}
        return about | app | {"endpoint_uri": self.endpoint, "validation_errors": []}


class FlowShelf:
    """All of them, by id."""

    def __init__(self) -> None:
        self._ids = count(_FIRST_ID)
        self._flows: dict[str, Flow] = {}

    def all(self) -> list[Flow]:
        """In the order in which they were made."""
        return list(self._flows.values())

    def find(self, flow_id: str) -> Flow | None:
        """The Flow of this id."""
        return self._flows.get(flow_id)

    def add(self, *, name: str, categories: tuple[str, ...], endpoint: str) -> Flow:
        """A new draft.

        Raises:
            GraphError: 100 where the name is taken or nothing says what it is for.
        """
        if not categories:
            raise refused(100, "categories must not be empty.")
        if not name or any(flow.name == name for flow in self._flows.values()):
            raise refused(100, "Flow name is not unique.")
        flow = Flow(id=str(next(self._ids)), name=name, categories=categories, endpoint=endpoint)
        self._flows[flow.id] = flow
        return flow

    def change(self, flow: Flow, **changes: Any) -> Flow:
        """The same with these fields."""
        self._flows[flow.id] = changed = replace(flow, **changes)
        return changed


def faults(layout: str) -> list[JsonObject]:
    """What Meta would not take of a Flow's JSON, as far as this sandbox knows: the frame, the components, short labels,
    and data that are shown but not declared, or have no example."""
    try:
        parsed = json.loads(layout)
        screens = parsed["screens"]
        declared = set(parsed["routing_model"])
    except (ValueError, KeyError, TypeError):
        return [_fault("INVALID_JSON", "no JSON of a Flow")]
    if not isinstance(parsed.get("version"), str) or parsed.get("data_api_version") not in {"3.0", "4.0"}:
        return [_fault("INVALID_PROPERTY_VALUE", "version or data_api_version")]
    if declared != {screen["id"] for screen in screens}:
        return [_fault("INVALID_ROUTING_MODEL", "the routing model does not name the screens")]
    return [fault for screen in screens for fault in _of_screen(screen)]


def _of_screen(screen: JsonObject) -> list[JsonObject]:
    found = [
        _fault("REQUIRED_PROPERTY_MISSING", f"data.{name} has no __example__")
        for name, about in screen.get("data", {}).items()
        if "__example__" not in about
    ]
    for form in screen["layout"]["children"]:
        for part in form.get("children", []):
            if part["type"] not in _COMPONENTS:
                found.append(_fault("INVALID_COMPONENT", part["type"]))
            for name, value in part.items():
                found += _of_value(screen, part["type"], name, value)
    return found


def _of_value(screen: JsonObject, kind: str, name: str, value: Any) -> list[JsonObject]:
    if not isinstance(value, str) or not value.startswith("${data."):
        return []
    about = screen.get("data", {}).get(value.removeprefix("${data.").removesuffix("}"))
    if about is None:
        return [_fault("MISSING_DYNAMIC_DATA", value)]
    longest = _SHORT.get(kind) if name == "label" else None
    if longest and len(str(about.get("__example__", ""))) > longest:
        return [_fault("INVALID_PROPERTY_VALUE", f"{name} of over {longest} characters")]
    return []


def _fault(error: str, message: str) -> JsonObject:
    return {"error": error, "error_type": "FLOW_JSON_ERROR", "message": message}
