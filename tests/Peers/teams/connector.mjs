// A Bot Connector on loopback: keeps what the bot posts, edits and deletes; answers who is who; fails on demand.
// Shapes follow captures/ (43 recorded scenarios).
import crypto from 'node:crypto';
import http from 'node:http';

export const TENANT = 'aaaaaaaa-1111-4222-8333-444444444444';
export const BOT = { id: '28:bot-0001', name: 'EscalationBot' };
const sleep = ms => new Promise(r => setTimeout(r, ms));
const asGuid = text =>
  crypto
    .createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');

export class Connector {
  /** Every call: { method, url, body, auth, status, kept: the id of what it left there, lost: its answer was }. */
  calls = [];
  /** What a real connector would not accept, and routes that do not exist. A clean pass has none. */
  errors = [];
  /** { match: /POST .*activities/, status, retryAfter, delayMs, drop, afterwards, times, when: body => … }; afterwards = done, then the answer is lost. */
  faults = [];
  /** Conversations in which the bot is not installed (any more): id -> the code that the connector answers with 403. */
  left = new Map();
  /** Not null: everything is answered so: { status, code }. */
  refusing = null;
  /** Pictures that people pasted: id -> bytes. */
  attachments = new Map();
  /** id -> { id, messages: [activity + { id, fromBot, updated }] } */
  conversations = new Map();
  #next = 1795000000000;

  constructor({ people, channels }) {
    this.people = people;
    this.channels = channels;
    for (const name of people) this.conversation(`a:${name}`);
    for (const name of channels) this.conversation(this.channelId(name));
  }
  async listen(port = 0) {
    this.server = http.createServer((q, r) => this.#answer(q, r));
    await new Promise(done => this.server.listen(port, '127.0.0.1', done));
    this.port = this.server.address().port;
    this.serviceUrl = `http://127.0.0.1:${this.port}/`;
  }
  stop() {
    this.server.closeAllConnections();
    return new Promise(done => this.server.close(done));
  }
  nextId() {
    return String(this.#next++);
  }
  channelId(name) {
    return name.startsWith('19:') ? name : `19:${name}@thread.tacv2`;
  }
  conversation(id) {
    if (!this.conversations.has(id)) this.conversations.set(id, { id, messages: [] });
    return this.conversations.get(id);
  }
  /** A member as the connector shows it. */
  person(name) {
    const email = `${name}@example.com`;
    return {
      id: `29:${name}`,
      name: name[0].toUpperCase() + name.slice(1),
      aadObjectId: asGuid(name),
      email,
      userPrincipalName: email,
      tenantId: TENANT,
      userRole: 'user',
    };
  }

  async #answer(req, res) {
    const chunks = [];
    for await (const c of req) chunks.push(c);
    const body = Buffer.concat(chunks),
      url = decodeURIComponent(req.url);
    const call = { method: req.method, url, auth: req.headers.authorization ?? null, at: Date.now() };
    this.calls.push(call);
    try {
      call.body = body.length ? JSON.parse(body) : null;
    } catch {
      this.errors.push(`not JSON: ${body.toString().slice(0, 80)}`);
    }
    const end = (status, json, headers = {}) => {
      call.status = status;
      res.writeHead(status, { 'content-type': 'application/json', ...headers });
      res.end(json === undefined ? '' : JSON.stringify(json));
    };
    const refuse = (status, code, message) => end(status, { error: { code, message } });
    const fault = this.faults.find(f => f.times > 0 && (!f.match || f.match.test(`${req.method} ${url}`)) && (!f.when || f.when(call.body)));
    if (fault) {
      fault.times--;
      if (fault.delayMs) await sleep(fault.delayMs);
      if (fault.drop) return req.socket.destroy();
      call.asked = fault.retryAfter;
      if (fault.status)
        return end(fault.status, { error: { code: 'Injected', message: 'injected' } }, fault.retryAfter ? { 'retry-after': String(fault.retryAfter) } : {});
    }
    const done = (status, json) => {
      Object.assign(call, { kept: json?.activityId ?? json?.id, lost: Boolean(fault?.afterwards) });
      return fault?.afterwards ? req.socket.destroy() : end(status, json);
    };
    if (body.length > 100 * 1024) {
      this.errors.push(`message of ${body.length} bytes`);
      return refuse(413, 'MessageSizeTooBig', 'too big');
    }
    const route = `${req.method} ${url.split('?')[0]}`;
    let m;
    if (this.refusing) return refuse(this.refusing.status, this.refusing.code, 'refused');
    const member = call.body?.members?.[0]?.id;
    const place = route.match(/\/conversations\/([^/;]+)/)?.[1] ?? (member ? member.replace(/^29:/, 'a:') : call.body?.channelData?.channel?.id);
    if (this.left.has(place)) return refuse(403, this.left.get(place), 'The bot is not part of the conversation roster.');
    if ((m = route.match(/^GET \/v3\/attachments\/([^/]+)\/views\/original$/))) {
      const bytes = this.attachments.get(m[1]);
      call.status = bytes ? 200 : 404;
      res.writeHead(call.status, { 'content-type': 'image/png' });
      return res.end(bytes);
    }
    if ((m = route.match(/^(POST|PUT|DELETE) \/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/))) return this.#activity(m, call.body, done, refuse);
    if (/^POST \/v3\/conversations\/?$/.test(route)) return this.#create(call.body, done, refuse);
    if ((m = route.match(/^GET \/v3\/conversations\/[^/]+\/(?:paged)?members(?:\/([^/]+))?$/))) {
      const all = this.people.map(n => this.person(n));
      if (!m[1]) return end(200, /pagedmembers$/.test(route) ? { members: all } : all);
      const found = all.find(x => x.id === m[1] || x.aadObjectId === m[1]);
      return found ? end(200, found) : refuse(404, 'MemberNotFoundInConversation', 'not a member');
    }
    if (/^GET \/v3\/teams\/[^/]+\/conversations$/.test(route)) return end(200, { conversations: this.channels.map(c => ({ id: this.channelId(c), name: c })) });
    this.errors.push(`unexpected ${route}`);
    return refuse(404, 'NotFound', 'no such route');
  }
  #activity([, method, where, id], json, done, refuse) {
    const thread = this.conversations.has(where.split(';')[0]) || this.conversations.has(where);
    if (!thread) return refuse(404, 'ConversationNotFound', 'Conversation not found.');
    const conversation = this.conversation(where);
    if (method === 'POST') {
      if (json?.type === 'typing') return done(202, { id: this.nextId() });
      if (!json?.text && !json?.attachments?.length) {
        this.errors.push('empty message');
        return refuse(400, 'BadSyntax', 'empty');
      }
      return done(201, { id: this.#keep(conversation, json) });
    }
    const message = conversation.messages.find(x => x.id === id && x.fromBot && !x.deleted) ?? this.#everywhere(where.split(';')[0], id);
    if (!message) return refuse(404, 'ActivityNotFoundInConversation', 'no such activity');
    if (method === 'PUT') {
      Object.assign(message, { text: undefined, attachments: undefined }, json, { id, updated: (message.updated ?? 0) + 1, shownTo: {} });
      return done(200, { id });
    }
    message.deleted = true;
    return done(200);
  }
  // A thread's first message may be edited by the channel's id as well as by the thread's.
  #everywhere(base, id) {
    for (const c of this.conversations.values()) if (c.id.split(';')[0] === base) for (const m of c.messages) if (m.id === id && m.fromBot && !m.deleted) return m;
    return null;
  }
  #create(json, done, refuse) {
    if (json?.members?.length) {
      const name = json.members[0].id?.replace(/^29:/, '');
      if (!this.people.includes(name)) return refuse(403, 'ForbiddenOperationException', 'The bot is not part of the conversation roster');
      const conversation = this.conversation(`a:${name}`);
      const activityId = json.activity ? this.#keep(conversation, json.activity) : undefined;
      return done(201, { id: conversation.id, activityId, serviceUrl: this.serviceUrl });
    }
    const channel = json?.channelData?.channel?.id;
    if (!channel || !this.conversations.has(channel)) return refuse(400, 'BadArgument', 'members or channel');
    const activityId = this.nextId(),
      conversation = this.conversation(`${channel};messageid=${activityId}`);
    if (!json.activity) return refuse(400, 'BadArgument', 'a new thread needs its first activity');
    this.#keep(conversation, json.activity, activityId);
    return done(201, { id: conversation.id, activityId, serviceUrl: this.serviceUrl });
  }
  #keep(conversation, json, id = this.nextId()) {
    conversation.messages.push({ ...json, id, fromBot: true, at: Date.now(), shownTo: {} });
    return id;
  }
}
