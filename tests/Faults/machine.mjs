// The machine under a bot, as machine.c lets it misbehave; and whatever else is written in C here.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A file of C beside this one as a library for LD_PRELOAD; null where there is no C compiler, or no Linux. */
export function compile(source, folder) {
  const file = fileURLToPath(new URL(source, import.meta.url)),
    out = path.join(folder, `${path.basename(source, '.c')}.so`);
  const compiler = ['cc', 'gcc', 'clang'].find(c => spawnSync('sh', ['-c', `command -v ${c}`]).status === 0);
  if (!compiler || process.platform !== 'linux') return null;
  const r = spawnSync(compiler, ['-shared', '-fPIC', '-O2', '-o', out, file, '-ldl', '-lpthread'], { encoding: 'utf8' });
  return r.status === 0 ? out : null;
}

const fields = ['disk', 'syncMs', 'clockMs', 'killAt'];
export const disks = { well: 0, full: 1, readonly: 2 };

export class Machine {
  /** Stands between a host that is not started yet and its machine. */
  constructor(host, library) {
    this.file = path.join(host.folder, 'machine');
    fs.writeFileSync(this.file, Buffer.alloc(8 * fields.length));
    host.environment = { LD_PRELOAD: library, MACHINE_STATE: this.file, MACHINE_UNDER: path.join(fs.realpathSync(host.folder), 'data') };
  }
  /** { disk, syncMs, clockMs, killAt }, each of them or some; it holds from the next call of the host on, and over its restarts. */
  set(state) {
    const fd = fs.openSync(this.file, 'r+');
    for (const [field, value] of Object.entries(state)) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(value));
      fs.writeSync(fd, bytes, 0, 8, 8 * fields.indexOf(field));
    }
    fs.closeSync(fd);
  }
}
