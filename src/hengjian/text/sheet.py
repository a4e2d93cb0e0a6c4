"""
A YAML file read as it is written.

YAML guesses types: `0500` becomes 320, `no` becomes false, `2.10` becomes 2.1. A reading of
a scale or a number of a standard must not pass through such guesses, so here every plain
word stays the text that stands in the file, but for `true`, `false` and `null`.
"""

from __future__ import annotations

from importlib.resources import files

import yaml

from hengjian.errors import TextError

Sheet = dict[str, object] | list[object] | str | bool | None
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
_MOST_DEEP = 20
_REFERENCES = (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class _RefusalError(Exception):
    """What our reader refuses though YAML allows it, with its place."""

    def __init__(self, line: int, en: str, zh: str) -> None:
        super().__init__(en)
        self.line, self.en, self.zh = line, en, zh


def read_sheet(text: str, name: str) -> Sheet:
    """
    Read the mappings, lists and texts of one YAML (or JSON) file; `name` is for messages.

    Refused with a `TextError` that names the line: anything YAML cannot read, a key given
    twice, a key that is not text, tags, anchors and aliases, and nesting beyond 20 levels.

    >>> read_sheet("{load_g: 0500, added_g: 2.10, note: no, tare: null}", "r.yaml")
    {'load_g': '0500', 'added_g': '2.10', 'note': 'no', 'tare': None}
    """
    try:
        node = yaml.compose(_checked(text), Loader=yaml.SafeLoader)
        return None if node is None else _value(node)
    except _RefusalError as refused:
        place, en, zh = refused.line, refused.en, refused.zh
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = mark.line + 1 if mark else 1
        en = f"not readable as YAML: {error.problem}"
        zh = f"无法按YAML读取：{error.problem}"
    except yaml.YAMLError as error:
        place = 1
        en = f"not readable as YAML: {type(error).__name__}"
        zh = f"无法按YAML读取：{type(error).__name__}"
    raise TextError(f"{name}: line {place}: {en}", zh=f"{name}：第{place}行：{zh}") from None


def lines_of(text: str) -> dict[str, int]:
    r"""
    Number the line of each field at the top of a file that `read_sheet` has taken.

    >>> lines_of("a: 1\nb:\n  - 2\nc: 3")
    {'a': 1, 'b': 2, 'c': 4}
    """
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return {key.value: key.start_mark.line + 1 for key, _value in pairs}


def shipped_sheet(package: str, name: str) -> dict[str, object]:
    """
    Read a YAML table that lies beside the code of `package`; its top must be a mapping.

    Raises `TextError` where the file is wrong, for then the installation is.
    """
    found = read_sheet((files(package) / name).read_text(encoding="utf-8"), f"{package}/{name}")
    if not isinstance(found, dict):
        raise TextError(
            f"{package}/{name}: line 1: the top must be a mapping",
            zh=f"{package}/{name}：第1行：最外层应为键值表",
        )
    return found


def _checked(text: str) -> str:
    """Look through the tokens before anything is built: depth costs time, aliases memory."""
    depth = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        line = token.start_mark.line + 1
        if isinstance(token, _REFERENCES):
            raise _RefusalError(
                line,
                "tags (!), anchors (&) and aliases (*) are not taken; quote the value",
                "不接受标签（!）、锚点（&）和别名（*）；请给该值加引号",
            )
        depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if depth > _MOST_DEEP:
            raise _RefusalError(line, "nested too deep; write it flatter", "嵌套过深，请简化")
    return text


def _value(node: yaml.Node) -> Sheet:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item) for item in node.value]
    word = str(node.value)
    # A plain word has no style; a quoted "true" is text.
    return word if getattr(node, "style", None) else _WORDS.get(word, word)


def _mapping(node: yaml.MappingNode) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = key_node.value
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode) or not key:
            raise _RefusalError(line, "a key must be a word", "键必须是文字")
        if key in found:
            raise _RefusalError(
                line, f"{key} is given twice; keep one", f"{key}出现两次，请只保留一个"
            )
        found[key] = _value(value_node)
    return found
