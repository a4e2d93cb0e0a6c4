"""The same notice as XML, in the order and under the names of `recall-notice.xsd`."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

NAMESPACE = "urn:hengjian:recall-notice:1"
# How one of a list is called.
_ONE_OF = {
    "shaped_after": "register", "applicable_rules": "rule", "models": "model",
    "lots": "lot", "serials": "serial", "produced": "days", "channels": "channel",
    "regions": "region", "gtins": "gtin", "affected": "line", "hazards": "hazard",
    "harms": "harm", "remedies": "remedy", "importers": "importer",
    "distributors": "distributor", "listings": "listing", "pictures": "picture",
}  # fmt: skip
# What no XML may hold, not even escaped.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def as_xml(notice: dict[str, Any]) -> bytes:
    """A notice as an XML document; what is null or empty is left out."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}recallNotice")
    _fill(root, notice)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _fill(parent: ET.Element, held: dict[str, Any]) -> None:
    for name, value in held.items():
        if value is None or value == [] or value == "":
            continue
        child = ET.SubElement(parent, f"{{{NAMESPACE}}}{name}")
        if isinstance(value, dict):
            _fill(child, value)
        elif isinstance(value, list):
            for one in value:
                _fill(child, {_ONE_OF[name]: one})
        else:
            child.text = _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(value))
