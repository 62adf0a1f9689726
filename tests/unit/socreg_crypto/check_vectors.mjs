// Reads vectors.json beside it and makes every value anew with Node's own cryptography.
import { createCipheriv, createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { strictEqual } from "node:assert";

const vectors = JSON.parse(readFileSync(new URL("vectors.json", import.meta.url)));
const hex = (text) => Buffer.from(text, "hex");
const hmac = (key, ...parts) => {
    const mac = createHmac("sha256", key);
    parts.forEach((part) => mac.update(part));
    return mac.digest();
};
const sized = (text) => {
    const bytes = Buffer.from(text);
    const size = Buffer.alloc(4);
    size.writeUInt32BE(bytes.length);
    return Buffer.concat([size, bytes]);
};

function pad(plaintext) {
    const size = Math.max(32, Math.ceil((plaintext.length + 1) / 16) * 16);
    const padded = Buffer.alloc(size);
    plaintext.copy(padded);
    padded[plaintext.length] = 0x80;
    return padded;
}

function seal(key, nonce, place, plaintext) {
    const header = Buffer.concat([Buffer.from([1, 1]), hmac(key, "socreg key id").subarray(0, 4)]);
    const additional = Buffer.concat([header, ...place.map(sized)]);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.setAAD(additional);
    const sealed = Buffer.concat([cipher.update(pad(plaintext)), cipher.final(), cipher.getAuthTag()]);
    return { additional, cell: Buffer.concat([header, nonce, sealed]) };
}

let checked = 0;
for (const v of vectors.envelope) {
    const place = [v.model, v.field, v.rid];
    const made = seal(hex(v.key), hex(v.nonce), place, Buffer.from(v.plaintext));
    strictEqual(made.additional.toString("hex"), v.additional_data);
    strictEqual(made.cell.toString("hex"), v.cell);
    checked += 1;
}
for (const v of vectors.wrapping) {
    const place = ["socreg.key", v.purpose, v.owner];
    const made = seal(hex(v.wrapping_key), hex(v.nonce), place, hex(v.key));
    strictEqual(made.cell.toString("hex"), v.wrapped);
    checked += 1;
}
for (const v of vectors.index) {
    const key = hmac(hex(v.master), "socreg index", ...[v.model, v.field, v.level].map(sized));
    strictEqual(key.toString("hex"), v.key);
    const digest = hmac(key, v.value);
    const exact = Buffer.concat([Buffer.from([v.version]), digest.subarray(0, 16)]);
    strictEqual(exact.toString("hex"), v.exact);
    strictEqual(v.version * 2 ** 23 + (digest.readUInt32BE() >>> 22), v.truncated_10);
    checked += 1;
}
console.log(`${checked} vectors agree`);
