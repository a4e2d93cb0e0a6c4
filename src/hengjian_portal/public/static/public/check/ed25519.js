// Ed25519 signatures, RFC 8032: by the browser where it knows them, else by the arithmetic of section 5.1.
// Both hold R against the encoding of SB - kA, without the cofactor, and refuse an S of L or more.
"use strict";

(() => {
  const {sha512, joined} = HengjianCheck;
  const P = 2n ** 255n - 19n;
  const L = 2n ** 252n + 27742317777372353535851937790883648493n;
  const cut = (x) => { const rest = x % P; return rest < 0n ? rest + P : rest; };
  const power = (base, exponent) => {
    let [found, held] = [1n, cut(base)];
    for (let n = exponent; n; n >>= 1n) {
      if (n & 1n) found = cut(found * held);
      held = cut(held * held);
    }
    return found;
  };
  const inverse = (x) => power(x, P - 2n);
  const D = cut(-121665n * inverse(121666n));
  const ROOT = power(2n, (P - 1n) / 4n); // of -1

  const number = (bytes) => bytes.reduceRight((sum, one) => (sum << 8n) | BigInt(one), 0n);
  const written = (value) => {
    const out = new Uint8Array(32);
    for (let i = 0; i < 32; i++) { out[i] = Number(value & 255n); value >>= 8n; }
    return out;
  };

  // Extended coordinates X, Y, Z, T, section 5.1.4.
  const ZERO = [0n, 1n, 1n, 0n];
  const add = ([x1, y1, z1, t1], [x2, y2, z2, t2]) => {
    const a = cut((y1 - x1) * (y2 - x2));
    const b = cut((y1 + x1) * (y2 + x2));
    const c = cut(2n * t1 * t2 * D);
    const d = cut(2n * z1 * z2);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [cut(e * f), cut(g * h), cut(f * g), cut(e * h)];
  };
  const times = (n, point) => {
    let [found, held] = [ZERO, point];
    for (; n; n >>= 1n) {
      if (n & 1n) found = add(found, held);
      held = add(held, held);
    }
    return found;
  };
  const encoded = ([x, y, z]) => {
    const back = inverse(z);
    return written(cut(y * back) | ((cut(x * back) & 1n) << 255n));
  };
  const decoded = (bytes) => { // section 5.1.3; null for what is no point
    const whole = number(bytes);
    const [sign, y] = [whole >> 255n, BigInt.asUintN(255, whole)];
    if (bytes.length !== 32 || y >= P) return null;
    const [u, v] = [cut(y * y - 1n), cut(D * y * y + 1n)];
    let x = cut(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
    if (cut(v * x * x) === cut(-u)) x = cut(x * ROOT);
    if (cut(v * x * x) !== u || (x === 0n && sign === 1n)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, cut(x * y)];
  };
  const BASE = decoded(written(cut(4n * inverse(5n))));

  // A key of small order signs whatever one likes, so it is no key.
  const isKey = (raw) => {
    const point = raw.length === 32 ? decoded(raw) : null;
    return point !== null && number(encoded(times(8n, point))) !== 1n;
  };

  const byHand = (key, message, signature) => {
    const point = decoded(key);
    if (point === null || signature.length !== 64) return false;
    const [r, s] = [signature.slice(0, 32), number(signature.slice(32))];
    if (s >= L) return false;
    const k = number(sha512(joined(r, key, message))) % L;
    const [x, y, z, t] = times(k, point);
    const found = encoded(add(times(s, BASE), [cut(-x), y, z, cut(-t)]));
    return found.every((one, i) => one === r[i]);
  };

  const holds = async (key, message, signature) => {
    if (signature.length !== 64) return false;
    let held = null;
    if (!HengjianCheck.byHandOnly) {
      try {
        held = await crypto.subtle.importKey("raw", key, {name: "Ed25519"}, false, ["verify"]);
      } catch { /* no HTTPS, or a browser that does not know Ed25519 */ }
    }
    return held ? crypto.subtle.verify("Ed25519", held, signature, message) : byHand(key, message, signature);
  };

  Object.assign(HengjianCheck, {ed25519: {holds, byHand, isKey}, byHandOnly: false});
})();
