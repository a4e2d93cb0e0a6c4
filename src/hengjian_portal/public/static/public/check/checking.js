// Whether a receipt or a proof holds: from what its holder was told to the entry, from the entry to the root,
// from the root to the signatures. RFC 6962, 8785, 9901; C2SP tlog-proof, tlog-checkpoint, tlog-cosignature.
"use strict";

(() => {
  const {sha256, hmac, joined, ed25519, Broken, need, encode, utf8} = HengjianCheck;
  const {hex, unhex, canonical, spelled, fields, text, isObject} = HengjianCheck;
  const {readEntry, readProof, readKey} = HengjianCheck;
  const MOST = 4_000_000;
  const same = (a, b) => a.length === b.length && a.every((one, i) => one === b[i]);

  const readReceipt = (bytes) => {
    const whole = utf8(bytes, MOST, "receipt");
    let said;
    try {
      said = JSON.parse(whole);
    } catch {
      throw new Broken("json", "receipt");
    }
    fields(said, "disclosures,entry,format,opening,proof,version", "receipt");
    canonical(said);
    need(said.format === "hengjian receipt" && said.version === 1, "format", "format");
    need(`${spelled(said)}\n` === whole, "spelling", "receipt");
    const {opening, disclosures} = said;
    need(Array.isArray(disclosures), "form", "disclosures");
    disclosures.forEach((one) => text(one, "disclosures"));
    if (opening !== null) {
      fields(opening, "actor,details,kind,object,salt", "opening");
      ["salt", "kind", "actor", "object"].forEach((name) => text(opening[name], `opening.${name}`));
      need(isObject(opening.details), "form", "opening.details");
    }
    need(opening !== null || disclosures.length === 0, "form", "disclosures");
    const proof = readProof(encode(text(said.proof, "proof")), "proof");
    need(proof.extra === null, "extra", "proof");
    return {entry: text(said.entry, "entry"), opening, disclosures, proof};
  };

  const checkOpening = (entry, opening) => {
    const {salt, ...said} = opening;
    const made = hmac(unhex(salt, "opening.salt"), encode(canonical(said)));
    need(hex(made) === entry.c, "commitment", "opening");
  };

  const unbase64url = (letters) => {
    const plain = letters.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(plain + "=".repeat(-plain.length & 3)), (one) => one.charCodeAt(0));
  };
  const base64url = (bytes) => (
    HengjianCheck.base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""));

  const checkDisclosures = (opening, disclosures) => {
    const digests = Array.isArray(opening.details._sd) ? opening.details._sd : [];
    const taken = new Set(Object.keys(opening.details));
    return disclosures.map((one, i) => {
      const place = `disclosures[${i}]`;
      need(/^[\x00-\x7f]*$/.test(one) && digests.includes(base64url(sha256(encode(one)))), "disclosure", place);
      let parts;
      try {
        parts = JSON.parse(utf8(unbase64url(one), MOST, place));
      } catch {
        throw new Broken("disclosure", place);
      }
      need(Array.isArray(parts) && parts.length === 3, "disclosure", place);
      const [, name, value] = parts;
      need(typeof parts[0] === "string" && typeof name === "string", "disclosure", place);
      need(!taken.has(name), "twice", place);
      taken.add(name);
      return {name, value};
    });
  };

  // RFC 9162, section 2.1.3.2.
  const checkInclusion = (leaf, proof) => {
    const {index, path, note} = proof;
    need(index < note.size, "index", "proof");
    let [at, last, found] = [index, note.size - 1n, leaf];
    for (const one of path) {
      need(last > 0n, "path", "proof");
      if (at & 1n || at === last) {
        found = sha256(joined(Uint8Array.of(1), one, found));
        while (!(at & 1n) && at) { at >>= 1n; last >>= 1n; }
      } else {
        found = sha256(joined(Uint8Array.of(1), found, one));
      }
      at >>= 1n;
      last >>= 1n;
    }
    need(last === 0n, "path", "proof");
    need(same(found, note.root), "root", "proof");
  };

  const linesOf = (note, key) => note.signatures.filter((one) => one.name === key.name && one.id === key.id);

  const checkLog = async (note, key) => {
    const lines = linesOf(note, key);
    need(lines.length > 0 && note.origin === key.name, "unsigned", key.name);
    for (const one of lines) {
      need(await ed25519.holds(key.raw, encode(note.body), one.signature), "signature", key.name);
    }
  };

  const checkWitness = async (note, key) => {
    const lines = linesOf(note, key);
    need(lines.length > 0, "unwitnessed", key.name);
    const times = [];
    for (const one of lines) {
      need(one.signature.length > 8, "witness", key.name);
      const time = new DataView(one.signature.buffer, one.signature.byteOffset).getBigUint64(0);
      const message = encode(`cosignature/v1\ntime ${time}\n${note.body}`);
      const good = time > 0n && time < 2n ** 63n;
      need(good && await ed25519.holds(key.raw, message, one.signature.slice(8)), "witness", key.name);
      times.push(time);
    }
    return {name: key.name, time: times.reduce((a, b) => (a > b ? a : b))};
  };

  const keysOf = (asked) => {
    const log = readKey(asked.key.trim(), 1);
    const witnesses = asked.witnesses.map((one) => readKey(one, 4));
    const all = [log, ...witnesses].map((one) => hex(one.raw));
    need(new Set(all).size === all.length, "keys", "");
    return {log, witnesses};
  };

  const readAny = (bytes, asked) => {
    const isReceipt = /^\s*\{/.test(new TextDecoder().decode(bytes.slice(0, 4096)));
    if (isReceipt) {
      const receipt = readReceipt(bytes);
      const leaf = encode(receipt.entry);
      need(!asked.entry || same(asked.entry, leaf), "other", "entry");
      return {...receipt, isReceipt, leaf, said: readEntry(receipt.entry)};
    }
    const proof = readProof(bytes, "proof");
    const leaf = asked.entry || proof.extra;
    need(leaf !== null, "leafless", "entry");
    return {proof, isReceipt, leaf, said: null, opening: null, disclosures: []};
  };

  const steps = async (bytes, asked, at) => {
    at("key");
    const {log, witnesses} = keysOf(asked);
    at("form");
    const {proof, isReceipt, leaf, said, opening, disclosures} = readAny(bytes, asked);
    const shown = {isReceipt, said, opening, disclosed: [], witnesses: [], log: log.name};
    if (opening !== null) {
      at("opening");
      checkOpening(said, opening);
      if (disclosures.length) at("disclosures");
      shown.disclosed = checkDisclosures(opening, disclosures);
    }
    at("inclusion");
    checkInclusion(sha256(joined(Uint8Array.of(0), leaf)), proof);
    at("signature");
    await checkLog(proof.note, log);
    if (witnesses.length) at("witnesses");
    for (const one of witnesses) shown.witnesses.push(await checkWitness(proof.note, one));
    return {...shown, index: proof.index, size: proof.note.size};
  };

  // `bytes` is the file; `asked` has `key` and `witnesses`, and may have `entry`: the bytes of an entry that the
  // file holds not. The answer has `taken`, the steps, and `shown` or `broken`, what the last step found wrong.
  HengjianCheck.check = async (bytes, asked) => {
    const taken = [];
    try {
      return {holds: true, taken, shown: await steps(bytes, asked, (step) => taken.push(step)), broken: null};
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      return {holds: false, taken, shown: null, broken: {code: error.code, place: error.place}};
    }
  };
})();
