// A TCP proxy between a replica and its database. It can be cut: both ends stay connected and nothing passes, as when a cable is pulled.
import net from 'node:net';

export class DatabaseProxy {
  #pairs = new Set();
  #server = net.createServer({ pauseOnConnect: true }, bot => this.#carry(bot));
  #isCut = false;

  /** target: () => port of the database that is there now. */
  constructor(target) {
    this.target = target;
  }
  listen(port) {
    return new Promise(done => this.#server.listen(port, '127.0.0.1', done));
  }
  #carry(bot) {
    const database = net.connect({ port: this.target(), host: '127.0.0.1' });
    const pair = [bot, database];
    this.#pairs.add(pair);
    for (const [one, other] of [pair, [database, bot]]) {
      one.on('error', () => {});
      one.on('data', bytes => this.#passes(one, other, bytes));
      // The end of one is no news to the other while nothing passes.
      one.on('close', () => this.#ends(pair, other));
    }
    if (this.#isCut) pair.forEach(end => end.pause());
    else bot.resume();
  }
  #passes(from, to, bytes) {
    if (to.destroyed || to.write(bytes)) return;
    from.pause();
    to.once('drain', () => this.#isCut || from.resume());
  }
  #ends(pair, other) {
    this.#pairs.delete(pair);
    if (this.#isCut) (this.lonely ??= new Set()).add(other);
    else other.destroy();
  }
  cut() {
    this.#isCut = true;
    for (const pair of this.#pairs) pair.forEach(end => end.pause());
  }
  /** What was on its way arrives late, or (`broken`) the network has forgotten the connections. */
  heal(broken) {
    this.#isCut = false;
    for (const end of this.lonely ?? []) end.destroy();
    this.lonely?.clear();
    for (const pair of this.#pairs) pair.forEach(end => (broken ? end.destroy() : end.resume()));
  }
  stop() {
    this.#server.close();
    for (const pair of this.#pairs) pair.forEach(end => end.destroy());
  }
}
