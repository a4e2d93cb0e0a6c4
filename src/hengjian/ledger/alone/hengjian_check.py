"""
衡鉴存证核对：只需这一个文件和 Python 3.9 以上版本。Check evidence with this one file and Python 3.9.

    python hengjian_check.py receipt FILE --key VKEY        存证凭据 a receipt
    python hengjian_check.py proof FILE --key VKEY          证明 a .tlog-proof
    python hengjian_check.py log DIR_OR_URL --key VKEY      公布的日志 a published log

VKEY 是日志公布的公钥 is the key the log has made public. Exit 0 成立 holds, 1 不成立 does not, 2 bad input.
After RFC 6962, 8032, 8785, 9901 and C2SP signed-note, tlog-checkpoint, -tiles, -cosignature, -proof.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import hmac
import json
import os
import re
import sys
import urllib.request
from typing import Any

# One empty line between functions, so that this can be read in one go.
# fmt: off
FORMAT, NAME = "c2sp.org/tlog-proof@v1", r"[^\s+\0-\x1f]+"

class BadInputError(Exception):
    """What was asked cannot be looked at; whatever does not hold is a ValueError."""

def need(holds: object, en: str, zh: str, error: type[Exception] = ValueError) -> None:
    if not holds:
        raise error(f"{zh}\n{en}")

def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()

# --- Ed25519, RFC 8032 section 5.1 ---------------------------------------------------------------
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ZERO = -121665 * pow(121666, -1, P) % P, (0, 1)

def add(p: tuple[int, int], q: tuple[int, int]) -> tuple[int, int]:
    t = D * p[0] * q[0] * p[1] * q[1] % P
    inverse = pow(1 - t * t, -1, P)
    x, y = p[0] * q[1] + q[0] * p[1], p[1] * q[1] + p[0] * q[0]
    return x * (1 - t) * inverse % P, y * (1 + t) * inverse % P

def times(n: int, p: tuple[int, int]) -> tuple[int, int]:
    found = ZERO
    while n:
        found = add(found, p) if n & 1 else found
        p, n = add(p, p), n >> 1
    return found

def point(raw: bytes) -> tuple[int, int]:
    """Decode 32 bytes, section 5.1.3; refuse what is no point or is not written as it must be."""
    sign, y = divmod(int.from_bytes(raw, "little"), 1 << 255)
    u, v = y * y - 1, D * y * y + 1
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    x = x if (v * x * x - u) % P == 0 else x * pow(2, (P - 1) // 4, P) % P
    need(len(raw) == 32 and y < P and (v * x * x - u) % P == 0 and (x or not sign), "no point", "不是点")
    return (x if x & 1 == sign else P - x), y

BASE = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))

def check_signature(public: bytes, message: bytes, signature: bytes) -> None:
    """Section 5.1.7. S is below L; a key of small order, which would sign anything, is no key."""
    a, r, s = point(public), point(signature[:32]), int.from_bytes(signature[32:], "little")
    k = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    good = len(signature) == 64 and s < L and times(8, a) != ZERO
    need(good and times(s, BASE) == add(r, times(k, a)), "a signature does not hold", "签名不成立")

# --- base64, numbers, keys, signed notes, checkpoints --------------------------------------------
def unbase64(text: str, size: int = 0) -> bytes:
    raw = base64.b64decode(text, validate=True)
    good = raw and base64.b64encode(raw).decode() == text and size in (0, len(raw))
    need(good, f"{text[:60]!r} is not base64 of the right length", "base64或其长度有误")
    return raw

def number(text: str) -> int:
    good = re.fullmatch("0|[1-9][0-9]{0,18}", text)
    need(good and int(text) < 2**63, f"{text[:60]!r} is no number", "数字有误")
    return int(text)

def key_of(vkey: str, kind: int) -> tuple[str, bytes, bytes]:
    try:
        name, key_id, rest = re.findall(rf"^({NAME})\+([0-9a-f]{{8}})\+(\S+)\Z", vkey)[0]
        raw = unbase64(rest, 33)
        held = sha256(name.encode(), b"\n", raw)[:4]
        need(raw[0] == kind and held.hex() == key_id, "the kind or the id is wrong", "类型或标识有误")
        need(times(8, point(raw[1:])) != ZERO, "such a key signs anything", "弱公钥")
    except (ValueError, LookupError) as error:
        raise BadInputError(f"公钥有误 no key of kind {kind}: {vkey[:99]!a}: {error}") from None
    return name, held, raw[1:]

def open_note(raw: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Split a signed note into its text and its signatures: name, id of the key, signature."""
    text, blank, lines = raw.decode("utf-8").rpartition("\n\n")
    good = blank and lines.endswith("\n") and not re.search("[\0-\x09\x0b-\x1f]", text + lines)
    need(good and len(raw) <= 1_000_000, "this is no signed note", "不是签名文本")
    found: list[tuple[str, bytes, bytes]] = []
    for line in lines[:-1].split("\n"):
        parts = re.fullmatch(rf"\u2014 ({NAME}) (\S+)", line)
        held = unbase64(parts[2]) if parts else b""
        need(parts and len(held) > 4 and len(found) < 100, f"no signature: {line[:60]!r}", "签名行有误")
        found.append((parts[1] if parts else "", held[:4], held[4:]))
    return text + "\n", found

def open_checkpoint(raw: bytes, asked: Any, witnessed: bool = True) -> tuple[int, bytes]:
    """Check the signatures under a checkpoint; its size and root."""
    text, signatures = open_note(raw)
    lines = text.split("\n")[:-1]
    need(len(lines) >= 3 and all(lines), "this is no checkpoint", "不是检查点")
    size, root, seen = number(lines[1]), unbase64(lines[2], 32), 0
    name, key_id, public = asked.log_key
    own = [one[2] for one in signatures if one[:2] == (name, key_id)]
    need(own and lines[0] == name, f"it is not signed by the log {name}", f"没有日志{name}的签名")
    for one in own:
        check_signature(public, text.encode(), one)
    for name, key_id, public in asked.witness_keys if witnessed else ():
        own = [one[2] for one in signatures if one[:2] == (name, key_id)]
        for one in own:
            at = int.from_bytes(one[:8], "big")
            need(0 < at < 2**63, "a cosignature without a time", "见证签名没有时间")
            check_signature(public, f"cosignature/v1\ntime {at}\n{text}".encode(), one[8:])
        seen += bool(own)
    need(not witnessed or seen >= asked.needed, "too few witnesses signed", "见证签名不足")
    return size, root

# --- a proof: from the entry to the signed root --------------------------------------------------
def follow(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.3.2: the root that a proof leads to."""
    last, found = size - 1, leaf
    for one in path:
        need(index <= last and last, "the proof is too long", "证明过长")
        if index & 1 or index == last:
            found = sha256(b"\x01", one, found)
            while index and not index & 1:
                index, last = index >> 1, last >> 1
        else:
            found = sha256(b"\x01", found, one)
        index, last = index >> 1, last >> 1
    need(index == last == 0, "the proof is too short", "证明过短")
    return found

def check_proof(raw: bytes, leaf: bytes | None, asked: Any, plain: bool = True) -> None:
    """Check a .tlog-proof. Without a leaf, the line `extra` is the entry; a receipt has none."""
    above, _, checkpoint = raw.decode("utf-8").partition("\n\n")
    lines = above.split("\n")
    need(lines.pop(0) == FORMAT and checkpoint, "this is no proof", "不是证明文件", BadInputError)
    if plain and lines and lines[0].startswith("extra "):
        extra = unbase64(lines.pop(0)[6:])
        leaf = extra if leaf is None else leaf
    need(lines and lines[0].startswith("index "), "the index is missing", "缺少index")
    index, path = number(lines[0][6:]), [unbase64(line, 32) for line in lines[1:]]
    need(leaf is not None, "give the entry with --leaf FILE", "请用--leaf给出记录", BadInputError)
    size, root = open_checkpoint(checkpoint.encode(), asked)
    good = len(path) < 64 and follow(sha256(b"\0", leaf or b""), index, size, path) == root
    need(good, "the proof does not lead to the signed root", "证明不能推至所签的根")
    print(f"第几条 Entry {index} / {size}\n根 Root {base64.b64encode(root).decode()}")

# --- a receipt: from what the holder was told to the entry ---------------------------------------
def canonical(value: Any) -> str:
    """RFC 8785, without floats."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    need(not isinstance(value, float), f"{value!r} has no canonical form", "小数没有规范形式")
    return json.dumps(value, ensure_ascii=False)

def check_receipt(raw: bytes, leaf: bytes | None, asked: Any) -> None:
    need(raw.lstrip()[:1] == b"{", "this is no receipt", "不是存证凭据", BadInputError)
    said = json.loads(raw.decode("utf-8"))
    spelled = json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    need(spelled.encode() == raw, "altered, or saved anew", "被改动或重新保存过")
    need([said["format"], said["version"]] == ["hengjian receipt", 1], "no receipt", "不是第1版凭据")
    entry, held, shown = said["entry"], said["opening"], said["disclosures"]
    need(len(said) == 6 and (held or not shown), "other fields", "字段有误")
    need(leaf in (None, entry.encode()), "this is another entry", "不是所给的记录")
    check_proof(said["proof"].encode(), entry.encode(), asked, plain=False)
    print(f"记录 Entry {entry}")
    if held is not None:
        check_opening(held, shown, json.loads(entry)["c"])

def check_opening(held: dict[str, Any], disclosures: list[str], c: str) -> None:
    """Check that an entry commits to what the holder was told, and to each disclosed detail."""
    salt, details = held.pop("salt"), held["details"]
    need(re.fullmatch("[0-9a-f]{64}", salt) and len(held) == 4, "no opening", "开启内容有误")
    made = hmac.new(bytes.fromhex(salt), canonical(held).encode(), "sha256").hexdigest()
    need(made == c, "the entry does not commit to this content", "记录与所示内容不符")
    print("内容 Content " + json.dumps(held, ensure_ascii=False))
    for one in disclosures:
        digest = base64.urlsafe_b64encode(sha256(one.encode("ascii"))).decode().rstrip("=")
        need(digest in details.get("_sd", ()), "a disclosure belongs elsewhere", "披露内容不属于此记录")
        _, name, value = json.loads(base64.urlsafe_b64decode(one + "=" * (-len(one) % 4)))
        print(f"披露 Disclosed {name}: {json.dumps(value, ensure_ascii=False)}")

# --- a published log: the whole tree from the entries, C2SP tlog-tiles ---------------------------
def fetch(place: str, path: str) -> bytes | None:
    """Read a file from a folder or the web; None where it is not there."""
    try:
        if not place.startswith(("http://", "https://")):
            with open(os.path.join(place, path), "rb") as file:
                return file.read()
        with urllib.request.urlopen(f"{place.rstrip('/')}/{path}", timeout=30) as answer:
            raw = bytes(answer.read(20_000_000))
            return gzip.decompress(raw) if answer.headers["Content-Encoding"] == "gzip" else raw
    except OSError as error:
        if isinstance(error, (FileNotFoundError, NotADirectoryError)) or "HTTP Error 404" in str(error):
            return None
        raise BadInputError(f"无法读取 cannot be read: {path}: {error}") from None

def tile(place: str, kind: object, index: int, width: int) -> tuple[str, int, bytes]:
    """Read a tile or a bundle; where only the full one is left, that one: path, width, bytes."""
    groups = [group.zfill(3) for group in f"{index:,}".split(",")]
    path = f"tile/{kind}/" + "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
    for one, wide in ((path if width == 256 else f"{path}.p/{width}", width), (path, 256)):
        raw = fetch(place, one)
        if raw is not None:
            return one, wide, raw
    raise ValueError(f"缺少{path}\n{path}, {width} wide, is not there")

def entries(place: str, index: int, width: int) -> list[bytes]:
    path, wide, raw = tile(place, "entries", index, width)
    found: list[bytes] = []
    at = 0
    while at < len(raw) and len(found) < wide:
        start, at = at + 2, at + 2 + int.from_bytes(raw[at:at + 2], "big")
        found.append(raw[start:at])
    need(at == len(raw) and len(found) == wide, f"{path} is no bundle of entries", f"{path}有误")
    return found[:width]

def top(tree: list[tuple[int, bytes]]) -> bytes:
    found = tree[-1][1] if tree else sha256()
    for _, left in reversed(tree[:-1]):
        found = sha256(b"\x01", left, found)
    return found

def check_log(raw: bytes, since: bytes | None, asked: Any) -> None:
    """Read every entry once, build all tiles and the root from them, and compare."""
    size, root = open_checkpoint(raw, asked)
    then = open_checkpoint(since, asked, False) if since is not None else (0, sha256())
    need(then[0] <= size, "the log was cut back", "日志被截短")
    tree: list[tuple[int, bytes]] = []  # full subtrees from the left: height, hash
    levels: list[list[bytes]] = [[] for _ in range(9)]  # hashes of the last tile of each level
    for at in range(0, size, 256):
        for n, entry in enumerate(entries(asked.file, at // 256, min(256, size - at)), at):
            need(n != then[0] or top(tree) == then[1], "the log was rewritten", "日志被改写")
            height, found = 0, sha256(b"\0", entry)
            levels[0].append(found)
            while tree and tree[-1][0] == height:
                height, found = height + 1, sha256(b"\x01", tree.pop()[1], found)
                if height % 8 == 0:
                    levels[height // 8].append(found)
            tree.append((height, found))
        done = min(at + 256, size)
        for level, made in enumerate(levels):
            if len(made) == 256 or (made and done == size):
                path, wide, raw = tile(asked.file, level, (done >> 8 * level) - 1 >> 8, len(made))
                good = len(raw) == 32 * wide and raw.startswith(b"".join(made))
                need(good, f"{path} is not what the entries give", f"{path}与记录算出的不符")
                made.clear()
    need(then[0] != size or then[1] == root, "the log was rewritten", "日志被改写")
    need(top(tree) == root, "the entries do not give the signed root", "记录算出的根与所签的不符")
    print(f"条数 Size {size}\n根 Root {base64.b64encode(root).decode()}")

def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("what", choices=["receipt", "proof", "log"])
    parser.add_argument("file", metavar="FILE | DIR_OR_URL")
    parser.add_argument("--key", required=True, help="日志的公钥 the log's key")
    parser.add_argument("--witness", action="append", default=[], help="见证方的公钥 a witness's key")
    parser.add_argument("--needed", type=int, help="至少几个见证 how many of them; all if not given")
    parser.add_argument("--leaf", help="记录文件 the entry, where the file has it not")
    parser.add_argument("--since", help="较早的检查点 an older checkpoint of the log")
    asked = parser.parse_args()
    try:
        asked.log_key, asked.witness_keys = key_of(asked.key, 1), [key_of(k, 4) for k in asked.witness]
        asked.needed = len(asked.witness) if asked.needed is None else asked.needed
        n = len({one[2] for one in [asked.log_key, *asked.witness_keys]})
        need(n == 1 + len(asked.witness) and 0 <= asked.needed < n, "a key twice, or too few", "公钥重复或不足", BadInputError)
        raw = fetch(asked.file, "checkpoint") if asked.what == "log" else fetch("", asked.file)
        more = asked.since if asked.what == "log" else asked.leaf
        beside = fetch("", more) if more else None
        need(raw is not None and (not more or beside is not None), "no file", "没有文件", BadInputError)
        {"receipt": check_receipt, "proof": check_proof}.get(asked.what, check_log)(raw, beside, asked)  # type: ignore[arg-type]
    except BadInputError as error:
        parser.error(str(error))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        print(f"不成立 DOES NOT HOLD\n{error}")
        sys.exit(1)
    print("成立 HOLDS")

if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    main()
