#!/usr/bin/env node
// node tests/Faults/drill.mjs [ALERT ...]: the runbook tried. Each alert of infra/monitoring/alerts.yaml is made to fire in a real Prometheus by trouble that comes from outside;
// what infra/RUNBOOK.md says one will see is looked for, its step is done, and the alert must end. The times of the rules are shortened (prometheus.mjs).
import fs from 'node:fs';
import { sleep } from '../Peers/stories/host.mjs';
import { SlackSeat } from '../Peers/stories/seats/slack.mjs';
import { Tally } from '../Peers/tally.mjs';
import { Ledger } from './ledger.mjs';
import { Model } from './model.mjs';
import { Crowd } from './people.mjs';
import { Prometheus, alerts, isThere, scale } from './prometheus.mjs';
import { drills, newcomers } from './alert-drills.mjs';
import { World } from './world.mjs';

const token = 'the-token-of-the-drill-0123456789';

/** One bot with its platforms, people and Prometheus, and what a drill asks of them. */
class Drill {
  once = new Map();
  found = new Map();
  constructor(name, settings) {
    Object.assign(this, { name, settings });
  }
  async begin() {
    this.ledger = new Ledger();
    this.world = new World({ engine: 'postgres', replicas: 1, seed: `drill-${this.name}`, specialists: 'slack', settings: { 'Operations:Token': token, ...this.settings } }, this.ledger);
    await this.world.begin();
    [this.host] = this.world.hosts;
    Object.assign(this, { slack: this.world.slack, teams: this.world.teams, seats: this.world.seats, crowd: new Crowd(this.world, this.ledger) });
    for (const who of newcomers.filter(who => this.seats[who]?.channel !== 'slack')) await (this.seats[`${who} on Slack`] = new SlackSeat(this.slack, who, this.world.place)).arrive();
    this.prometheus = await new Prometheus().start({ port: this.host.port, token }, this.rules);
  }
  /** Waits until `probe` gives something. */
  async waits(what, probe, within = 60) {
    for (const end = Date.now() + within * 1000; ; await sleep(250)) {
      const found = await Promise.resolve()
        .then(probe)
        .catch(() => null);
      if (found) return found;
      if (Date.now() > end) throw new Error(`waited ${within} s in vain for ${what}; the bot's last words:\n${this.host.tail(12)}`);
    }
  }
  /** Waits until the alert fires with such a summary, which people can read. */
  async fires(name, summary, within = 120) {
    const began = Date.now();
    let said = [];
    const find = async () => {
      said = (await this.prometheus.firing(name)).map(a => a.annotations.summary);
      return said.find(words => summary.test(words));
    };
    const words = await this.waits(`${name} to fire with ${summary}`, find, within).catch(e => {
      throw new Error(`${e.message}\nit says: ${said.join(' | ') || 'nothing'}`);
    });
    if (/\{\{|<no value>|%!|\d\.\d{3}/.test(words)) throw new Error(`${name} says: ${words}`);
    this.found.set(name, { words, firedAfter: (Date.now() - began) / 1000 });
  }
  async ends(name, within = 120) {
    const began = Date.now();
    await this.waits(`${name} to end`, async () => !(await this.prometheus.firing(name)).length, within);
    this.found.get(name).endedAfter = (Date.now() - began) / 1000;
  }
  async health(part) {
    const r = await fetch(`${this.host.url}/health/ready`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(8000) });
    return { ...(await r.json())[part], ready: r.status === 200 };
  }
  /** Waits until this part of /health/ready says so. */
  sick(part, words, within) {
    return this.waits(`${part} of /health/ready to say ${words}`, async () => words.test((await this.health(part)).why), within).catch(async e => {
      throw new Error(`${e.message}\n${part}: ${JSON.stringify(await this.health(part).catch(() => 'no answer'))}`);
    });
  }
  async doctor(words) {
    const { code, out } = await this.host.verbBeside('doctor');
    if (!words.test(out)) throw new Error(`doctor (${code}) does not say ${words}:\n${out}`);
  }
  /** Waits until the log holds such a line. */
  logs(words, within) {
    return this.waits(`the log to say ${words}`, () => words.test(fs.readFileSync(this.host.log, 'utf8')), within);
  }
  /** Waits until somebody has read this in their 1:1 chat. */
  reads(who, words, within) {
    return this.waits(`${who} to read ${words}`, async () => (await this.seats[who].chat()).find(m => words.test(m.words)), within).catch(async e => {
      throw new Error(`${e.message}\n${who} sees: ${(await this.seats[who].chat()).map(m => m.words.slice(0, 150)).join(' | ')}`);
    });
  }
  says(who, text) {
    return this.seats[who].saying(text)();
  }
  /** A case of this person that Ben owns; resolves to its number. */
  async case(who, text) {
    const matter = { kind: 'case', token: `QX-${(this.marks = (this.marks ?? 70000) + 1)}`, text, claimants: ['ben'], relays: [], notes: [], inside: null, ends: false };
    await this.crowd.case(who, matter);
    return matter.number;
  }
  /** The newest card of a case. */
  card(number) {
    return this.waits(`the card of ${number}`, async () => (await this.seats.ben.posts()).reverse().find(m => m.words.trim().includes(`${number} · P`)));
  }
  /** What several drills share is done once. */
  shares(name, body) {
    if (!this.once.has(name)) this.once.set(name, body());
    return this.once.get(name);
  }
  async restart(meanwhile = async () => {}) {
    this.host.alive = false;
    await this.host.stop({ within: 30000 });
    await meanwhile();
    await this.world.start(this.host);
  }
  async end() {
    this.prometheus?.stop();
    await this.world?.end().catch(e => console.log(`the end: ${e.message}`));
  }
}

/** Drills that go on side by side; those that want the bot stopped have it stopped once, when all of them are ready for it. */
async function together(d, names, tally) {
  const runs = Object.fromEntries(names.map(name => [name, drills[name].run(d)]));
  for (const run of Object.values(runs)) run.catch(() => {});
  const down = names.filter(name => drills[name].whileDown);
  const restarted = down.length && Promise.allSettled(down.map(name => runs[name])).then(() =>
    d.restart(async () => {
      for (const name of down) await drills[name].whileDown(d);
    }),
  );
  if (restarted) restarted.catch(() => {});
  const one = async name => {
    const passed = await tally.check(`${name}: ${drills[name].made}`, async () => {
      await runs[name].catch(e => {
        throw e.cause ? new Error(`${e.message}: ${e.cause.stack}\n${e.stack}`) : e;
      });
      if (down.includes(name)) await restarted;
      await drills[name].after?.(d);
    });
    const { words, firedAfter, endedAfter } = d.found.get(name) ?? {};
    if (passed) console.log(`     "${words}" fired after ${firedAfter.toFixed(0)} s; seen: ${drills[name].seen}; step: ${drills[name].step}; ${endedAfter === undefined ? 'it ends below' : `ended after ${endedAfter.toFixed(0)} s`}`);
  };
  await Promise.all(names.map(one));
}

/** A world and its groups of drills, one after another. */
async function life(name, wanted, tally) {
  const groups = worlds[name].map(names => names.filter(one => wanted.includes(one))).filter(names => names.length);
  if (!groups.length) return;
  const model = new Model();
  const d = new Drill(name, { ...(await model.start()), 'Limits:StreamsPerAddress': '3' });
  d.model = model;
  try {
    await tally.check(`${name}: with everything well nothing fires`, async () => {
      await d.begin();
      d.number = await d.case('rita', 'the gulstavel brixo hums at noon by the ferry');
      d.other = await d.case('tina', 'the lemxivel pudra blinks twice by the tunnel');
      d.third = await d.case('theo', 'the zanmopri quoka prints stars by the gate');
      for (const end = Date.now() + 15000; Date.now() < end; await sleep(1000)) {
        const firing = await d.prometheus.firing();
        if (firing.length) throw new Error(`${firing.map(a => `${a.labels.alertname}: ${a.annotations.summary}`).join('\n')}\n${d.host.tail(12)}`);
      }
    });
    for (const names of groups) await together(d, names, tally);
    for (const one of wanted.filter(one => worlds[name].flat().includes(one) && drills[one].atTheEnd)) await tally.check(`${one}: ${drills[one].atTheEnd.made}`, () => drills[one].atTheEnd.run(d));
  } finally {
    await d.end();
    model.stop();
  }
}

/** Which drills go on side by side, in which of three bots: so that each trouble is alone where it would hide another. */
const worlds = {
  platforms: [
    ['EscalationBotWaits', 'EscalationBotNothingIsHandled', 'EscalationBotSlow', 'EscalationBotSendsAgain', 'EscalationBotGaveUp', 'EscalationBotFails', 'EscalationBotNotMeantForUs', 'EscalationBotLimits', 'EscalationBotDropped'],
  ],
  delivery: [['EscalationBotNothingIsDelivered', 'EscalationBotModelBudget', 'EscalationBotCardsDiffer'], ['EscalationBotDeliversTooLate']],
  process: [
    ['EscalationBotHearsNothing', 'EscalationBotMemory'],
    ['EscalationBotDown'],
    ['EscalationBotDatabaseAway'],
    ['EscalationBotAcceptsTooFew'],
    ['EscalationBotRestarts'],
    ['EscalationBotReadHistory', 'EscalationBotLateTimers'],
  ],
};

async function main() {
  const named = process.argv.slice(2);
  const unknown = named.filter(name => !drills[name]);
  if (unknown.length) {
    console.error(`there is no alert ${unknown.join(', ')}; there are: ${Object.keys(drills).join(', ')}`);
    process.exit(2);
  }
  const tally = new Tally();
  if (!isThere()) {
    console.log('NOT RUN, and not counted: the runbook tried (Prometheus or a C compiler is missing; sudo apt-get install -y prometheus gcc libc6-dev)');
    console.log('0 passed, 0 failed');
    process.exit(0);
  }
  const began = Date.now();
  console.log(`The times of the rules are divided by ${scale.factor}; none is shorter than ${scale.shortest} s, and an hour or more is ${scale.hours} s.`);
  if (!named.length)
    await tally.check('each alert has its drill', async () => {
      const missing = alerts().filter(name => !drills[name] || !Object.values(worlds).flat(2).includes(name));
      if (missing.length) throw new Error(missing.join(', '));
    });
  await Promise.all(Object.keys(worlds).map(name => life(name, named.length ? named : Object.keys(drills), tally)));
  console.log(`the whole drill: ${Math.round((Date.now() - began) / 1000)} s`);
  tally.end();
}

await main();
