// Chance that can be repeated: a seed gives the same draws on every machine (splitmix32).
export class Chance {
  constructor(seed) {
    this.state = seed >>> 0;
  }
  /** In [0, 1). */
  next() {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let x = this.state;
    x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
    x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
    return ((x ^ (x >>> 15)) >>> 0) / 4294967296;
  }
  /** A whole number of [from, to]. */
  whole(from, to) {
    return from + Math.floor(this.next() * (to - from + 1));
  }
  of(list) {
    return list[this.whole(0, list.length - 1)];
  }
  /** One key of { key: weight }. */
  weighted(weights) {
    let at = this.next() * Object.values(weights).reduce((a, b) => a + b, 0);
    for (const [key, weight] of Object.entries(weights)) if ((at -= weight) < 0) return key;
    return Object.keys(weights).at(-1);
  }
  happens(probability) {
    return this.next() < probability;
  }
  shuffled(list) {
    const copy = [...list];
    for (let i = copy.length - 1; i > 0; i--) {
      const j = this.whole(0, i);
      [copy[i], copy[j]] = [copy[j], copy[i]];
    }
    return copy;
  }
}
