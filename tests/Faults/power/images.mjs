// Builds what a disk holds after the power went: everything that was synced, and of the rest whatever chance left, sectors of it too.
import fs from 'node:fs';
import path from 'node:path';

const sector = 512;

/** Records of recorder.c: [{ op, path, data, offset, at }] with `at` in ms. */
export function readLog(file) {
  const bytes = fs.readFileSync(file),
    records = [];
  for (let p = 0; p + 24 <= bytes.length; ) {
    const pathLength = bytes.readUInt16LE(p + 2),
      length = bytes.readUInt32LE(p + 4);
    if (p + 24 + pathLength + length > bytes.length) break; // the program was killed while it recorded
    records.push({
      op: String.fromCharCode(bytes[p]),
      path: bytes.toString('utf8', p + 24, p + 24 + pathLength),
      data: bytes.subarray(p + 24 + pathLength, p + 24 + pathLength + length),
      offset: Number(bytes.readBigUInt64LE(p + 8)),
      at: Number(bytes.readBigUInt64LE(p + 16)) / 1e6,
    });
    p += 24 + pathLength + length;
  }
  return records;
}

class File {
  kept = Buffer.alloc(0);
  length = 0;
  /** Since the last sync. */
  open = [];
  write(data, offset) {
    const end = offset + data.length;
    if (end > this.kept.length) this.kept = Buffer.concat([this.kept.subarray(0, this.length), Buffer.alloc(Math.max(end * 2, 65536) - this.length)]);
    if (offset > this.length) this.kept.fill(0, this.length, offset);
    data.copy(this.kept, offset);
    this.length = Math.max(this.length, end);
  }
  truncate(length) {
    if (length > this.length) this.write(Buffer.alloc(length - this.length), this.length);
    this.length = length;
  }
  apply({ op, data, offset }) {
    if (op === 'w') this.write(data, offset);
    else this.truncate(offset);
  }
  sync() {
    for (const one of this.open) this.apply(one);
    this.open = [];
  }
}

/**
 * Writes the image of the first `count` records into `folder`. liesFrom: from this record on the disk answers "synced" and keeps nothing (a control).
 * Resolves to { unsynced: bytes that were not synced, kept: bytes of them that chance left }.
 */
export function writeImage(records, count, folder, chance, { liesFrom = Infinity } = {}) {
  const files = new Map();
  const of = name => files.get(name) ?? files.set(name, new File()).get(name);
  for (let i = 0; i < count; i++) {
    const r = records[i];
    if (r.op === 'w' || r.op === 't') of(r.path).open.push(r);
    else if (r.op === 'o') of(r.path).open.push({ op: 't', offset: 0 });
    else if (r.op === 's' && i < liesFrom) of(r.path).sync();
    else if (r.op === 'u') files.delete(r.path);
    else if (r.op === 'r') {
      files.set(r.data.toString(), of(r.path));
      files.delete(r.path);
    }
  }
  let unsynced = 0,
    kept = 0;
  const how = chance.weighted({ nothing: 1, some: 2, torn: 3 });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, file] of files) {
    for (const one of file.open) {
      const size = one.data?.length ?? 0;
      unsynced += size;
      if (how === 'nothing' || chance.happens(0.5)) continue;
      if (how === 'some' || one.op !== 'w') {
        file.apply(one);
        kept += size;
        continue;
      }
      for (let at = 0; at < size; at += sector)
        if (chance.happens(0.5)) {
          const part = one.data.subarray(at, Math.min(at + sector, size));
          file.write(part, one.offset + at);
          kept += part.length;
        }
    }
    fs.writeFileSync(path.join(folder, path.basename(name)), file.kept.subarray(0, file.length), { mode: 0o600 });
  }
  return { how, unsynced, kept };
}
