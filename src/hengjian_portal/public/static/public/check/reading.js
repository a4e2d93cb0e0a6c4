// Reading receipts, proofs, notes and keys, each in its one spelling: what is written otherwise is refused.
"use strict";

(() => {
  const {sha256, joined, ed25519} = HengjianCheck;
  const LARGEST = 2n ** 63n - 1n;
  const DASH = "\u2014 ";
  const PROOF = "c2sp.org/tlog-proof@v1";
  const encode = (text) => new TextEncoder().encode(text);

  // What does not hold: `code` names the words for it on the page, `place` where it is.
  class Broken extends Error {
    constructor(code, place = "") {
      super(`${code} ${place}`);
      this.code = code;
      this.place = place;
    }
  }
  const need = (holds, code, place) => { if (!holds) throw new Broken(code, place); };

  const hex = (bytes) => [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  const unhex = (text, place) => {
    need(/^[0-9a-f]{64}$/.test(text), "form", place);
    return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
  };
  const base64 = (bytes) => btoa(Array.from(bytes, (one) => String.fromCharCode(one)).join(""));
  const unbase64 = (text, place, size = 0) => {
    need(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text, "form", place);
    const raw = Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
    const tail = text.slice(-4); // stray bits can only stand in the last four letters
    need(base64(raw.slice(raw.length - ((raw.length - 1) % 3) - 1)) === tail, "form", place);
    need(size === 0 || raw.length === size, "form", place);
    return raw;
  };
  const decimal = (text, place) => {
    need(/^(?:0|[1-9][0-9]{0,18})$/.test(text) && BigInt(text) <= LARGEST, "form", place);
    return BigInt(text);
  };
  const utf8 = (bytes, most, place) => {
    need(bytes.length <= most, "long", place);
    try {
      return new TextDecoder("utf-8", {fatal: true, ignoreBOM: true}).decode(bytes);
    } catch {
      throw new Broken("utf8", place);
    }
  };

  // RFC 8785 without fractions; keys in the order of their UTF-16 code units.
  const canonical = (value, place = "$", depth = 0) => {
    need(depth <= 64, "form", place);
    if (value === null || typeof value === "boolean") return String(value);
    if (typeof value === "number") {
      need(Number.isSafeInteger(value), "number", place);
      return String(value);
    }
    if (typeof value === "string") {
      need(!/\p{Surrogate}/u.test(value), "form", place);
      return JSON.stringify(value);
    }
    if (Array.isArray(value)) {
      return `[${value.map((one, i) => canonical(one, `${place}[${i}]`, depth + 1)).join(",")}]`;
    }
    const pairs = Object.keys(value).sort().map((key) => (
      `${canonical(key, place, depth)}:${canonical(value[key], `${place}.${key}`, depth + 1)}`));
    return `{${pairs.join(",")}}`;
  };

  // As receipts are written: two blanks of indent, keys in the order of their code points.
  const byPoints = (a, b) => {
    const [left, right] = [[...a], [...b]];
    for (let i = 0; i < left.length && i < right.length; i++) {
      if (left[i] !== right[i]) return left[i].codePointAt(0) - right[i].codePointAt(0);
    }
    return left.length - right.length;
  };
  const spelled = (value, indent = "\n") => {
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    const deeper = `${indent}  `;
    const list = Array.isArray(value);
    const parts = list
      ? value.map((one) => spelled(one, deeper))
      : Object.keys(value).sort(byPoints).map((key) => `${JSON.stringify(key)}: ${spelled(value[key], deeper)}`);
    const [open, close] = list ? "[]" : "{}";
    return parts.length ? `${open}${deeper}${parts.join(`,${deeper}`)}${indent}${close}` : open + close;
  };

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const fields = (value, names, place) => {
    need(isObject(value) && Object.keys(value).sort().join() === names, "fields", place);
    return value;
  };
  const text = (value, place) => { need(typeof value === "string", "form", place); return value; };

  const isMoment = (at) => {
    const [, year, month, day, hour, minute, second] = at.match(
      /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.\d{6}Z$/).map(Number);
    const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
    return year > 0 && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
  };
  const readEntry = (said) => {
    const found = said.match(new RegExp('^\\{"at":"(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z)",' +
      '"c":"([0-9a-f]{64})","k":"[0-9a-f]{64}","prev":"([0-9a-f]{64})","seq":([1-9][0-9]{0,15}),"v":1\\}$'));
    need(found !== null && isMoment(found[1]), "entry", "entry");
    const [, at, c, prev, seq] = found;
    need(Number.isSafeInteger(Number(seq)) && (seq === "1") === /^0+$/.test(prev), "entry", "entry");
    return {at, c, seq: Number(seq)};
  };

  const readProof = (bytes, place) => {
    const whole = utf8(bytes, 2_000_000, place);
    const blank = whole.indexOf("\n\n");
    const lines = whole.slice(0, Math.max(blank, 0)).split("\n");
    need(blank >= 0 && lines.shift() === PROOF, "proof", place);
    const extra = lines[0]?.startsWith("extra ") ? unbase64(lines.shift().slice(6), `${place}: extra`) : null;
    need(lines[0]?.startsWith("index "), "proof", place);
    const index = decimal(lines.shift().slice(6), `${place}: index`);
    need(lines.length <= 63, "proof", place);
    const path = lines.map((one, i) => unbase64(one, `${place}: hash ${i + 1}`, 32));
    return {index, path, extra, note: readNote(encode(whole.slice(blank + 2)))};
  };

  // Without what Python counts as blank or as a control character.
  const isName = (name) => /^[^\u0000-\u0020+\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/.test(name);
  const readNote = (bytes) => {
    const whole = utf8(bytes, 1_000_000, "checkpoint");
    const blank = whole.lastIndexOf("\n\n");
    need(blank >= 0 && whole.endsWith("\n"), "note", "checkpoint");
    need(!/[\u0000-\u0009\u000b-\u001f]/.test(whole), "note", "checkpoint");
    const lines = whole.slice(blank + 2, -1).split("\n");
    need(blank + 2 < whole.length && lines.length <= 100, "note", "checkpoint");
    const signatures = lines.map((line) => {
      need(line.startsWith(DASH), "note", "checkpoint");
      const [name, ...rest] = line.slice(DASH.length).split(" ");
      const raw = unbase64(rest.join(" "), "checkpoint");
      need(isName(name) && raw.length > 4, "note", "checkpoint");
      return {name, id: hex(raw.slice(0, 4)), signature: raw.slice(4)};
    });
    const body = whole.slice(0, blank + 1);
    const said = body.slice(0, -1).split("\n");
    need(said.length >= 3 && said.every(Boolean), "note", "checkpoint");
    const size = decimal(said[1], "checkpoint: 2");
    return {body, signatures, origin: said[0], size, root: unbase64(said[2], "checkpoint: 3", 32)};
  };

  const readKey = (vkey, kind) => {
    const [name, id, ...rest] = vkey.split("+");
    need(isName(name) && rest.length > 0, "key", vkey.slice(0, 60));
    let raw;
    try {
      raw = unbase64(rest.join("+"), "", 33);
    } catch {
      throw new Broken("key", vkey.slice(0, 60));
    }
    const held = hex(sha256(joined(encode(`${name}\n`), raw)).slice(0, 4));
    need(raw[0] === kind && held === id && ed25519.isKey(raw.slice(1)), "key", vkey.slice(0, 60));
    return {name, id, raw: raw.slice(1)};
  };

  Object.assign(HengjianCheck, {
    Broken, need, hex, unhex, base64, utf8, encode, canonical, spelled, fields, text, isObject,
    readEntry, readProof, readKey,
  });
})();
