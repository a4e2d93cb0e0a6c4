"""A document held against our own XML schema: order, number, kind of each element. No more than it uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

XS = "{http://www.w3.org/2001/XMLSchema}"
_KINDS = {
    "xs:string": r"(?s).*", "xs:anyURI": r"\S+", "xs:boolean": "true|false",
    "xs:nonNegativeInteger": r"\d+", "xs:date": r"\d{4}-\d\d-\d\d",
    "xs:dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?([+-]\d\d:\d\d|Z)",
}  # fmt: skip


def faults(schema: bytes, document: bytes) -> list[str]:
    """Every way in which a document is not what the schema says."""
    top = ET.fromstring(schema)
    space = f"{{{top.get('targetNamespace')}}}"
    root, rule = ET.fromstring(document), top.find(f"{XS}element")
    assert rule is not None
    return list(_element(root, rule, space))


def _element(found: ET.Element, rule: ET.Element, space: str) -> Iterator[str]:
    if found.tag != f"{space}{rule.get('name')}":
        yield f"{found.tag} where {rule.get('name')} should be"
        return
    sequence = rule.find(f"{XS}complexType/{XS}sequence")
    if sequence is not None:
        yield from _sequence(found, list(sequence), space)
    elif not _fits(found.text or "", rule):
        yield f"{found.tag}: {found.text!r}"


def _sequence(found: ET.Element, rules: list[ET.Element], space: str) -> Iterator[str]:
    children = list(found)
    for rule in rules:
        mine = []
        while children and children[0].tag == f"{space}{rule.get('name')}":
            mine.append(children.pop(0))
        most = rule.get("maxOccurs", "1")
        if len(mine) < int(rule.get("minOccurs", "1")) or (most == "1" and len(mine) > 1):
            yield f"{found.tag}: {len(mine)} of {rule.get('name')}"
        for one in mine:
            yield from _element(one, rule, space)
    yield from (f"{found.tag}: {one.tag} is not expected here" for one in children)


def _fits(text: str, rule: ET.Element) -> bool:
    allowed = [one.get("value") for one in rule.iter(f"{XS}enumeration")]
    return text in allowed if allowed else bool(re.fullmatch(_KINDS[rule.get("type", "")], text))
