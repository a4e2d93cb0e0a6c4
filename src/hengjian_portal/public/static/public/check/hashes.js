// SHA-256, SHA-512 (FIPS 180-4) and HMAC-SHA-256 (RFC 2104), so that a page without HTTPS can check, too:
// there a browser keeps its own from us. The constants are worked out as the standard defines them.
"use strict";

globalThis.HengjianCheck = {};

(() => {
  const root = (value, n) => { // the whole part of the n-th root, by Newton
    let found = 1n << BigInt(Math.ceil(value.toString(2).length / n) + 1);
    for (;;) {
      const next = (BigInt(n - 1) * found + value / found ** BigInt(n - 1)) / BigInt(n);
      if (next >= found) return found;
      found = next;
    }
  };
  const primes = [];
  for (let n = 2; primes.length < 80; n++) if (primes.every((one) => n % one)) primes.push(n);
  const fraction = (prime, n) => BigInt.asUintN(64, root(BigInt(prime) << BigInt(64 * n), n));
  const K512 = primes.map((one) => fraction(one, 3));
  const H512 = primes.slice(0, 8).map((one) => fraction(one, 2));
  const upper = (value) => Number(value >> 32n);
  const K256 = K512.slice(0, 64).map(upper);
  const H256 = H512.map(upper);

  const padded = (bytes, block) => {
    const counted = block / 8; // bytes of the length at the end
    const size = Math.ceil((bytes.length + 1 + counted) / block) * block;
    const whole = new Uint8Array(size);
    whole.set(bytes);
    whole[bytes.length] = 0x80;
    new DataView(whole.buffer).setBigUint64(size - 8, BigInt(bytes.length) * 8n);
    return whole;
  };

  const sha256 = (bytes) => {
    const whole = padded(bytes, 64);
    const view = new DataView(whole.buffer);
    const turned = (x, n) => (x >>> n) | (x << (32 - n));
    const state = Int32Array.from(H256);
    const w = new Int32Array(64);
    for (let at = 0; at < whole.length; at += 64) {
      for (let i = 0; i < 64; i++) {
        if (i < 16) { w[i] = view.getInt32(at + 4 * i); continue; }
        const [x, y] = [w[i - 15], w[i - 2]];
        const s0 = turned(x, 7) ^ turned(x, 18) ^ (x >>> 3);
        const s1 = turned(y, 17) ^ turned(y, 19) ^ (y >>> 10);
        w[i] = w[i - 16] + s0 + w[i - 7] + s1;
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 64; i++) {
        const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
        const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[i] + w[i]) | 0;
        const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
        const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] += value; });
    }
    const out = new DataView(new ArrayBuffer(32));
    state.forEach((value, i) => out.setInt32(4 * i, value));
    return new Uint8Array(out.buffer);
  };

  const sha512 = (bytes) => {
    const whole = padded(bytes, 128);
    const view = new DataView(whole.buffer);
    const cut = (x) => BigInt.asUintN(64, x);
    const turned = (x, n) => (x >> n) | cut(x << (64n - n));
    const state = [...H512];
    for (let at = 0; at < whole.length; at += 128) {
      const w = [];
      for (let i = 0; i < 80; i++) {
        if (i < 16) { w.push(view.getBigUint64(at + 8 * i)); continue; }
        const [x, y] = [w[i - 15], w[i - 2]];
        const s0 = turned(x, 1n) ^ turned(x, 8n) ^ (x >> 7n);
        const s1 = turned(y, 19n) ^ turned(y, 61n) ^ (y >> 6n);
        w.push(cut(w[i - 16] + s0 + w[i - 7] + s1));
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let i = 0; i < 80; i++) {
        const s1 = turned(e, 14n) ^ turned(e, 18n) ^ turned(e, 41n);
        const t1 = h + s1 + ((e & f) ^ (cut(~e) & g)) + K512[i] + w[i];
        const s0 = turned(a, 28n) ^ turned(a, 34n) ^ turned(a, 39n);
        const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
        [h, g, f, e, d, c, b, a] = [g, f, e, cut(d + t1), c, b, a, cut(t1 + t2)];
      }
      [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = cut(state[i] + value); });
    }
    const out = new DataView(new ArrayBuffer(64));
    state.forEach((value, i) => out.setBigUint64(8 * i, value));
    return new Uint8Array(out.buffer);
  };

  const joined = (...parts) => {
    const whole = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
    let at = 0;
    for (const one of parts) { whole.set(one, at); at += one.length; }
    return whole;
  };

  const hmac = (key, message) => { // for keys of at most 64 bytes
    const block = new Uint8Array(64);
    block.set(key);
    return sha256(joined(block.map((x) => x ^ 0x5c), sha256(joined(block.map((x) => x ^ 0x36), message))));
  };

  Object.assign(HengjianCheck, {sha256, sha512, hmac, joined});
})();
