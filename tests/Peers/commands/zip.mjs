// Reads a zip file: { name: Buffer }.
import fs from 'node:fs';
import zlib from 'node:zlib';

export function readZip(file) {
  const b = fs.readFileSync(file),
    end = b.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1')),
    files = {};
  for (let at = b.readUInt32LE(end + 16), left = b.readUInt16LE(end + 10); left > 0; left--) {
    const [method, size, nameLength, extra, comment, start] = [
      b.readUInt16LE(at + 10),
      b.readUInt32LE(at + 20),
      b.readUInt16LE(at + 28),
      b.readUInt16LE(at + 30),
      b.readUInt16LE(at + 32),
      b.readUInt32LE(at + 42),
    ];
    const data = start + 30 + b.readUInt16LE(start + 26) + b.readUInt16LE(start + 28),
      raw = b.subarray(data, data + size);
    files[b.toString('utf8', at + 46, at + 46 + nameLength)] = method === 0 ? raw : zlib.inflateRawSync(raw);
    at += 46 + nameLength + extra + comment;
  }
  return files;
}
