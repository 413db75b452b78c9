/**
 * Verifies Fulcrum consent receipts with nothing but WebCrypto: in a browser or in Node, offline, without the server.
 *
 * Written from the formats' own texts (RFC 6962, RFC 8785, C2SP signed-note, tlog-checkpoint and tlog-proof), apart from the server's code,
 * so that a mistake of the one is not a mistake of the other. No dependencies, no network, no state.
 *
 *     import { verifyReceipt } from "./receipt-verifier.mjs";
 *     const verdict = await verifyReceipt(text, ["name+1a2b3c4d+AQ…"]);
 *     // { holds: true, record: {…}, index: 41, size: 97 } or { holds: false, check: "signature", why: "…" }
 *
 * The public key must come from somewhere you trust; a key that came with the receipt proves nothing.
 */

const SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#receipt";
const PROOF_HEADER = "c2sp.org/tlog-proof@v1";
const TEXT_MAX = 1 << 17;
const DEPTH_MAX = 8;

class Refusal extends Error {
  constructor(check, why) {
    super(why);
    this.check = check;
  }
}

const refuse = (check, why) => {
  throw new Refusal(check, why);
};

/** Says whether a receipt is what a ledger with one of these keys holds. Never throws. */
export async function verifyReceipt(text, keys) {
  try {
    const receipt = readReceipt(text);
    const trusted = [];
    for (const key of keys) {
      trusted.push(await readKey(key));
    }
    if (trusted.length === 0) {
      refuse("key", "No public key was given.");
    }

    const leaf = await leafOf(receipt);
    const proof = readProof(receipt.proof);
    const head = await openCheckpoint(proof.checkpoint, trusted);
    if (!(await includes(proof.index, head.size, leaf, proof.hashes, head.root))) {
      refuse("inclusion", "The ledger whose head was signed does not hold this record at this place.");
    }

    return { holds: true, id: receipt.receipt_id, record: toPlain(receipt.record), origin: head.origin, index: Number(proof.index), size: Number(head.size) };
  } catch (fault) {
    if (fault instanceof Refusal) {
      return { holds: false, check: fault.check, why: fault.message };
    }
    return { holds: false, check: "form", why: "The receipt could not be read." };
  }
}

/** The hash of the ledger entry that a receipt is about, in hex: what the printed code holds. */
export async function fingerprintOf(text) {
  return hex(await leafOf(readReceipt(text)));
}

// ---- The receipt --------------------------------------------------------------------------------------------

function readReceipt(text) {
  if (typeof text !== "string" || text.length > TEXT_MAX) {
    refuse("form", "A receipt is a text of at most 128 KiB.");
  }
  const value = new StrictJson(text).read();
  const names = ["schema_version", "receipt_id", "record", "salt", "proof"];
  if (!(value instanceof Map) || value.size !== names.length || !names.every((name) => value.has(name))) {
    refuse("form", `A receipt has the members ${names.join(", ")} and no others.`);
  }
  const receipt = Object.fromEntries(value);
  if (receipt.schema_version !== SCHEMA) {
    refuse("form", "The receipt is of another schema.");
  }
  if (!(receipt.record instanceof Map) || [receipt.receipt_id, receipt.salt, receipt.proof].some((one) => typeof one !== "string")) {
    refuse("form", "A member of the receipt has the wrong form.");
  }
  return receipt;
}

async function leafOf(receipt) {
  const number = /^r-(0|[1-9][0-9]{0,18})$/.exec(receipt.receipt_id);
  if (!number) {
    refuse("form", "The receipt's id is none.");
  }
  const salt = base64(receipt.salt, "salt");
  if (salt.length !== 32) {
    refuse("form", "The salt is not 32 bytes.");
  }
  const received = receipt.record.get("receivedAt");
  if (!Number.isSafeInteger(received)) {
    refuse("form", "The record does not say when it was received.");
  }
  const commitment = await sha256(salt, utf8(canonical(receipt.record)));
  return sha256(Uint8Array.of(0), Uint8Array.of(1), int64(BigInt(number[1])), int64(BigInt(received)), commitment);
}

// ---- RFC 8785, for what records consist of: texts, whole numbers, truths, lists, objects ----------------------

function canonical(value) {
  if (value instanceof Map) {
    const names = [...value.keys()].sort(); // By UTF-16 code units, as the RFC wants.
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value.get(name))}`).join(",")}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  return JSON.stringify(value);
}

const toPlain = (value) =>
  value instanceof Map ? Object.fromEntries([...value].map(([name, inner]) => [name, toPlain(inner)])) : Array.isArray(value) ? value.map(toPlain) : value;

/** JSON without what two readers could take two ways: no member twice, no half characters, whole numbers only. */
class StrictJson {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  read() {
    const value = this.value(0);
    this.space();
    if (this.at !== this.text.length) {
      this.stop();
    }
    return value;
  }

  value(depth) {
    if (depth > DEPTH_MAX) {
      this.stop();
    }
    this.space();
    const first = this.text[this.at];
    if (first === "{") {
      return this.object(depth);
    }
    if (first === "[") {
      return this.list(depth);
    }
    if (first === '"') {
      return this.string();
    }
    for (const [word, value] of [["true", true], ["false", false]]) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    const number = /(?:0|-?[1-9][0-9]*)(?![0-9.eE])/y;
    number.lastIndex = this.at;
    const digits = number.exec(this.text)?.[0];
    if (digits === undefined || !Number.isSafeInteger(Number(digits))) {
      this.stop();
    }
    this.at += digits.length;
    return Number(digits);
  }

  object(depth) {
    const members = new Map();
    this.at++;
    if (this.take("}")) {
      return members;
    }
    do {
      this.space();
      const name = this.string();
      if (members.has(name) || !this.take(":")) {
        this.stop();
      }
      members.set(name, this.value(depth + 1));
    } while (this.take(","));
    return this.take("}") ? members : this.stop();
  }

  list(depth) {
    const items = [];
    this.at++;
    if (this.take("]")) {
      return items;
    }
    do {
      items.push(this.value(depth + 1));
    } while (this.take(","));
    return this.take("]") ? items : this.stop();
  }

  string() {
    const quoted = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
    quoted.lastIndex = this.at;
    const found = quoted.exec(this.text)?.[0] ?? this.stop();
    this.at += found.length;
    const text = JSON.parse(found);
    return /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text) ? this.stop() : text;
  }

  take(mark) {
    this.space();
    if (this.text[this.at] !== mark) {
      return false;
    }
    this.at++;
    return true;
  }

  space() {
    while (" \t\n\r".includes(this.text[this.at] ?? "x")) {
      this.at++;
    }
  }

  stop() {
    refuse("form", `The receipt stops being JSON of its form at character ${this.at + 1}.`);
  }
}

// ---- C2SP tlog-proof, signed-note, tlog-checkpoint -----------------------------------------------------------

function readProof(text) {
  const split = text.indexOf("\n\n");
  const lines = split < 0 ? [] : text.slice(0, split).split("\n");
  const index = /^index (0|[1-9][0-9]{0,18})$/.exec(lines[1] ?? "");
  if (lines[0] !== PROOF_HEADER || !index || lines.length > 65) {
    refuse("form", "The proof is no tlog-proof@v1.");
  }
  return { index: BigInt(index[1]), hashes: lines.slice(2).map((line) => hash(line)), checkpoint: text.slice(split + 2) };
}

async function openCheckpoint(text, keys) {
  const split = text.lastIndexOf("\n\n");
  if (split < 0 || !text.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(text)) {
    refuse("form", "The checkpoint is no signed note.");
  }
  const signed = text.slice(0, split + 1);
  const signatures = text.slice(split + 2, -1).split("\n").map(readSignature);
  const key = await signerOf(signed, signatures, keys);
  const lines = signed.slice(0, -1).split("\n");
  if (lines.length < 3 || lines.some((line) => line === "") || !/^(0|[1-9][0-9]{0,18})$/.test(lines[1])) {
    refuse("form", "What is signed is no checkpoint.");
  }
  if (lines[0] !== key.name) {
    refuse("origin", "The checkpoint is of another ledger.");
  }
  return { origin: lines[0], size: BigInt(lines[1]), root: hash(lines[2]) };
}

async function signerOf(signed, signatures, keys) {
  for (const key of keys) {
    const own = signatures.filter((one) => one.name === key.name && equal(one.id, key.id));
    if (own.length === 0) {
      continue;
    }
    for (const one of own) {
      if (one.signature.length !== 64 || !(await crypto.subtle.verify({ name: "Ed25519" }, key.key, one.signature, utf8(signed)))) {
        refuse("signature", "The signature of the ledger's head does not hold.");
      }
    }
    return key;
  }
  return refuse("signature", "No key given here signed the ledger's head.");
}

function readSignature(line) {
  const parts = line.startsWith("\u2014 ") ? line.slice(2).split(" ") : [];
  if (parts.length !== 2 || !isName(parts[0])) {
    refuse("form", "A signature line has the wrong form.");
  }
  const bytes = base64(parts[1], "signature");
  if (bytes.length <= 4) {
    refuse("form", "A signature line has the wrong form.");
  }
  return { name: parts[0], id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

async function readKey(text) {
  const parts = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(String(text).trim());
  const bytes = parts ? base64(parts[3], "key") : new Uint8Array();
  if (!parts || !isName(parts[1]) || bytes.length !== 33 || bytes[0] !== 1) {
    refuse("key", "The public key is not of the form name+id+key.");
  }
  const id = (await sha256(utf8(`${parts[1]}\n`), bytes)).slice(0, 4);
  if (hex(id) !== parts[2]) {
    refuse("key", "The public key and its id do not belong together.");
  }
  try {
    return { name: parts[1], id, key: await crypto.subtle.importKey("raw", bytes.slice(1), { name: "Ed25519" }, false, ["verify"]) };
  } catch {
    return refuse("key", "This browser or program cannot check signatures of the kind Ed25519.");
  }
}

const isName = (name) => name.length > 0 && name.length <= 255 && !/[\s+\u0000-\u001f\u007f-\u009f]/.test(name);

// ---- RFC 6962 / RFC 9162 §2.1.3.2 ---------------------------------------------------------------------------

async function includes(index, size, leaf, hashes, root) {
  if (index >= size) {
    return false;
  }
  let [place, last, node] = [index, size - 1n, leaf];
  for (const other of hashes) {
    if (last === 0n) {
      return false;
    }
    if (place % 2n === 1n || place === last) {
      node = await sha256(Uint8Array.of(1), other, node);
      while (place % 2n === 0n && place !== 0n) {
        [place, last] = [place / 2n, last / 2n];
      }
    } else {
      node = await sha256(Uint8Array.of(1), node, other);
    }
    [place, last] = [place / 2n, last / 2n];
  }
  return last === 0n && equal(node, root);
}

// ---- Bytes --------------------------------------------------------------------------------------------------

const utf8 = (text) => new TextEncoder().encode(text);

const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const equal = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);

async function sha256(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

function int64(value) {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, value);
  return bytes;
}

function hash(line) {
  const bytes = base64(line, "hash");
  return bytes.length === 32 ? bytes : refuse("form", "A hash is not 32 bytes.");
}

/** Base 64 in its one spelling (RFC 4648 §4): padded, no white space, no stray bits. */
function base64(text, what) {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    refuse("form", `The ${what} is not base 64.`);
  }
  const binary = atob(text);
  return btoa(binary) === text ? Uint8Array.from(binary, (letter) => letter.charCodeAt(0)) : refuse("form", `The ${what} is not base 64.`);
}
