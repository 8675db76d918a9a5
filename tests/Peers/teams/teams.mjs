// The Teams side of the bot's world: a Bot Connector that records what the bot sends, and people who type, mention, press and fill in.
// Shapes follow captures/ (43 recorded scenarios). Node only, no packages (checks of cards: checks/). Everything on 127.0.0.1.
import http from 'node:http';
import crypto from 'node:crypto';
export const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export async function until(f, ms = 8000, what = 'condition') {
  const end = Date.now() + ms;
  let last;
  for (;;) {
    try {
      const v = await f();
      if (v) return v;
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) throw new Error(`timeout: ${what} ${last?.message ?? ''}`);
    await sleep(40);
  }
}
const TENANT = 'aaaaaaaa-1111-4222-8333-444444444444',
  BOT = { id: '28:bot-0001', name: 'EscalationBot' };
const cardsOf = (a) => (a.attachments ?? []).filter((x) => /card\.adaptive$/.test(x.contentType)).map((x) => x.content);
const walk = (n, f) => {
  if (Array.isArray(n)) n.forEach((x) => walk(x, f));
  else if (n && typeof n === 'object') {
    f(n);
    Object.values(n).forEach((v) => walk(v, f));
  }
};
/** All visible words of an activity: text, card text blocks, facts, rich text, button titles. */
export function plain(a) {
  const out = [a.text ?? ''];
  for (const c of cardsOf(a))
    walk(c, (n) => {
      if (n.type === 'TextBlock' || n.type === 'TextRun') out.push(n.text);
      if (n.type === 'FactSet') n.facts?.forEach((f) => out.push(`${f.title}: ${f.value}`));
      if (/^Action\./.test(n.type ?? '')) out.push(`[${n.title}]`);
      if (/^Input\./.test(n.type ?? '')) out.push(`<${n.label ?? n.placeholder ?? n.id}>`);
    });
  return out.filter(Boolean).join('\n');
}
export const actions = (a) => {
  const r = [];
  for (const c of cardsOf(a))
    walk(c, (n) => {
      if (/^Action\./.test(n.type ?? '')) r.push(n);
    });
  return r;
};
export const inputs = (a) => {
  const r = [];
  for (const c of cardsOf(a))
    walk(c, (n) => {
      if (/^Input\./.test(n.type ?? '')) r.push(n);
    });
  return r;
};

/** start({ botUrl, people: ['ana'], token: activity => 'jwt' | null, port }) -> the Teams side. people get aadObjectId, id 29:NAME and NAME@example.com. */
export async function start({ botUrl, people = ['ana'], token = () => null, port = 0, channels = ['support'] } = {}) {
  const t = { calls: [], errors: [], faults: [], conversations: new Map(), botUrl };
  let seq = 1795000000000;
  const person = (n) => ({
    id: `29:${n}`,
    name: n[0].toUpperCase() + n.slice(1),
    aadObjectId: crypto
      .createHash('md5')
      .update(n)
      .digest('hex')
      .replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5'),
    email: `${n}@example.com`,
    userPrincipalName: `${n}@example.com`,
    tenantId: TENANT,
    userRole: 'user',
  });
  const convo = (id) => {
    const base = id.split(';')[0];
    if (!t.conversations.has(id)) t.conversations.set(id, { id, base, messages: [] });
    return t.conversations.get(id);
  };
  for (const n of people) convo(`a:${n}`).who = n;
  for (const c of channels) convo(`19:${c}@thread.tacv2`).channel = c;
  const server = http.createServer(async (req, res) => {
    let body = '';
    for await (const c of req) body += c;
    let json = null;
    try {
      json = body ? JSON.parse(body) : null;
    } catch {
      t.errors.push('not JSON: ' + body.slice(0, 80));
    }
    const url = decodeURIComponent(req.url),
      call = { method: req.method, url, body: json, auth: req.headers.authorization ?? null, at: Date.now() };
    t.calls.push(call);
    const end = (s, b) => {
      call.status = s;
      res.writeHead(s, { 'content-type': 'application/json', ...(b?.retryAfter ? { 'retry-after': String(b.retryAfter) } : {}) });
      res.end(b === undefined ? '' : JSON.stringify(b));
    };
    const fault = t.faults.find((f) => f.times > 0 && (!f.match || f.match.test(`${req.method} ${url}`)));
    if (fault && !fault.afterwards) {
      fault.times--;
      if (fault.delayMs) await sleep(fault.delayMs);
      if (fault.drop) return req.socket.destroy();
      if (fault.status) return end(fault.status, { error: { code: 'Injected', message: 'injected' }, retryAfter: fault.retryAfter });
    }
    const lost = () => {
      if (fault?.afterwards && fault.times > 0) {
        fault.times--;
        req.socket.destroy();
        return true;
      }
      return false;
    };
    if (body.length > 100 * 1024) {
      t.errors.push(`message of ${body.length} bytes`);
      return end(413, { error: { code: 'MessageSizeTooBig', message: 'too big' } });
    }
    let m;
    if ((m = url.match(/^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/?]+))?/)) && ['POST', 'PUT', 'DELETE'].includes(req.method)) {
      const c = t.conversations.get(m[1]) ?? (t.conversations.has(m[1].split(';')[0]) ? convo(m[1]) : null);
      if (!c) return end(404, { error: { code: 'ConversationNotFound', message: 'Conversation not found.' } });
      if (req.method === 'PUT') {
        const x = c.messages.find((y) => y.id === m[2]);
        if (!x) return end(404, { error: { code: 'ActivityNotFoundInConversation', message: 'no such activity' } });
        Object.assign(x, json, { id: m[2], updated: (x.updated ?? 0) + 1 });
        return lost() || end(200, { id: m[2] });
      }
      if (req.method === 'DELETE') {
        c.messages = c.messages.filter((y) => y.id !== m[2]);
        return end(200);
      }
      if (json?.type === 'typing') return end(202, { id: String(seq++) });
      if (!json?.text && !json?.attachments?.length) {
        t.errors.push('empty message');
        return end(400, { error: { code: 'BadSyntax', message: 'empty' } });
      }
      const id = String(seq++);
      c.messages.push({ ...json, id, fromBot: true, at: Date.now() });
      return lost() || end(201, { id });
    }
    if (req.method === 'POST' && /^\/v3\/conversations\/?$/.test(url)) {
      if (json?.members?.length) {
        const n = json.members[0].id?.replace(/^29:/, '');
        if (!people.includes(n)) return end(403, { error: { code: 'ForbiddenOperationException', message: 'The bot is not part of the conversation roster' } });
        const c = convo(`a:${n}`);
        let aid;
        if (json.activity) {
          aid = String(seq++);
          c.messages.push({ ...json.activity, id: aid, fromBot: true, at: Date.now() });
        }
        return end(201, { id: c.id, activityId: aid, serviceUrl: t.serviceUrl });
      }
      const ch = json?.channelData?.channel?.id;
      if (ch && t.conversations.has(ch)) {
        const aid = String(seq++),
          c = convo(`${ch};messageid=${aid}`);
        if (json.activity) c.messages.push({ ...json.activity, id: aid, fromBot: true, at: Date.now() });
        return end(201, { id: c.id, activityId: aid, serviceUrl: t.serviceUrl });
      }
      return end(400, { error: { code: 'BadArgument', message: 'members or channel' } });
    }
    if (req.method === 'GET' && (m = url.match(/^\/v3\/conversations\/([^/]+)\/(pagedmembers|members(?:\/([^/?]+))?)/))) {
      const all = people.map(person);
      if (m[3]) {
        const p = all.find((x) => x.id === m[3] || x.aadObjectId === m[3]);
        return p ? end(200, p) : end(404, { error: { code: 'MemberNotFoundInConversation', message: 'no' } });
      }
      return end(200, m[2] === 'pagedmembers' ? { members: all } : all);
    }
    if (req.method === 'GET' && /^\/v3\/teams\/[^/]+\/conversations/.test(url))
      return end(200, { conversations: channels.map((c) => ({ id: `19:${c}@thread.tacv2`, name: c })) });
    t.errors.push(`unexpected ${req.method} ${url}`);
    end(404, { error: { code: 'NotFound', message: 'no such route' } });
  });
  await new Promise((r) => server.listen(port, '127.0.0.1', r));
  t.serviceUrl = `http://127.0.0.1:${server.address().port}/`;
  t.port = server.address().port;

  /** Sends one activity as the platform would and returns { status, body }. */
  t.send = async (a) => {
    const jwt = await token(a);
    const r = await fetch(t.botUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(jwt ? { authorization: `Bearer ${jwt}` } : {}) },
      body: JSON.stringify(a),
    });
    const text = await r.text();
    let body = null;
    try {
      body = text ? JSON.parse(text) : null;
    } catch {
      body = text;
    }
    return { status: r.status, body };
  };
  t.activity = (who, extra = {}, where = `a:${who}`) => {
    const now = new Date().toISOString(),
      ch = where.startsWith('19:');
    const p = person(who);
    return {
      type: 'message',
      id: String(seq++),
      timestamp: now,
      localTimestamp: now,
      localTimezone: 'UTC',
      serviceUrl: t.serviceUrl,
      channelId: 'msteams',
      from: { id: p.id, name: p.name, aadObjectId: p.aadObjectId },
      recipient: BOT,
      locale: 'en-US',
      conversation: { ...(ch ? { isGroup: true } : {}), conversationType: ch ? 'channel' : 'personal', tenantId: TENANT, id: where },
      entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'UTC' }],
      channelData: {
        tenant: { id: TENANT },
        ...(ch
          ? {
              teamsChannelId: where.split(';')[0],
              teamsTeamId: `19:${channels[0]}@thread.tacv2`,
              channel: { id: where.split(';')[0] },
              team: { id: `19:${channels[0]}@thread.tacv2` },
            }
          : {}),
      },
      ...extra,
    };
  };
  const ok = (r) => {
    if (r.status >= 300) throw new Error(`bot answered ${r.status}: ${JSON.stringify(r.body)?.slice(0, 200)}`);
    return r;
  };
  t.install = async (who) => {
    ok(await t.send(t.activity(who, { type: 'installationUpdate', action: 'add' })));
    return ok(
      await t.send(
        t.activity(who, { type: 'conversationUpdate', membersAdded: [{ id: person(who).id, aadObjectId: person(who).aadObjectId }, { id: BOT.id }] }),
      ),
    );
  };
  t.installTeam = async (who, channel) => ok(await t.send(t.activity(who, { type: 'installationUpdate', action: 'add' }, `19:${channel}@thread.tacv2`)));
  t.says = async (who, text, extra = {}) => {
    const a = t.activity(who, { text, textFormat: 'plain', ...extra });
    convo(`a:${who}`).messages.push({ ...a, at: Date.now() });
    ok(await t.send(a));
    return a;
  };
  /** A message in a channel that mentions the bot; root = id of the thread's first message (a new thread without it). Returns { conversation, activity }. */
  t.mentions = async (who, channel, text, root) => {
    const base = `19:${channel}@thread.tacv2`,
      id = String(seq++),
      where = `${base};messageid=${root ?? id}`;
    const a = { ...t.activity(who, { text: `<at>${BOT.name}</at> ${text}`, textFormat: 'plain' }, where), id };
    a.entities.unshift({ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` });
    convo(where).messages.push({ ...a, at: Date.now() });
    ok(await t.send(a));
    return { conversation: where, activity: a };
  };
  t.edits = async (who, activity, text) =>
    ok(await t.send({ ...activity, type: 'messageUpdate', text, channelData: { ...activity.channelData, eventType: 'editMessage' } }));
  t.deletes = async (who, activity) =>
    ok(
      await t.send({
        ...t.activity(who, { type: 'messageDelete' }, activity.conversation.id),
        id: activity.id,
        channelData: { ...activity.channelData, eventType: 'softDeleteMessage' },
      }),
    );
  t.reacts = async (who, messageId, kind = 'like', where = `a:${who}`) =>
    ok(await t.send(t.activity(who, { type: 'messageReaction', replyToId: messageId, reactionsAdded: [{ type: kind }] }, where)));
  /** What the bot has posted in a conversation, oldest first: {id, text, plain, actions, inputs, card, updated}. */
  t.sees = (where, from = 0) =>
    (t.conversations.get(where.includes(':') ? where : `a:${where}`)?.messages ?? [])
      .filter((m) => m.fromBot)
      .slice(from)
      .map((m) => ({ ...m, plain: plain(m), actions: actions(m), inputs: inputs(m), card: cardsOf(m)[0] }));
  t.waits = (where, f, ms) =>
    until(
      () => t.sees(where).reverse().find(f),
      ms,
      `a message for ${where}; it has: ${t
        .sees(where)
        .map((m) => m.plain.slice(0, 120))
        .join(' | ')}`,
    );
  /** Presses a card button by its title (on the newest message that has it, or on `message`), with input values by label or id. Action.Submit -> message; with msteams task/fetch -> dialog; Action.Execute -> invoke. */
  t.presses = async (who, title, { values = {}, where = `a:${who}`, message } = {}) => {
    t.dialog = null;
    const m =
      message ??
      t
        .sees(where)
        .reverse()
        .find((x) => x.actions.some((a) => a.title === title || a.id === title));
    if (!m)
      throw new Error(
        `no button ${title}; there are: ${t
          .sees(where)
          .flatMap((x) => x.actions.map((a) => a.title))
          .join(', ')}`,
      );
    const a = m.actions.find((x) => x.title === title || x.id === title),
      data = fill(m, values);
    if (a.type === 'Action.OpenUrl') return { url: a.url };
    const all = { ...data, ...(typeof a.data === 'object' ? a.data : {}) };
    if (a.type === 'Action.Execute') {
      const r = ok(
        await t.send(
          t.activity(
            who,
            {
              type: 'invoke',
              name: 'adaptiveCard/action',
              replyToId: m.id,
              value: { action: { type: 'Action.Execute', id: a.id, verb: a.verb, data: all }, trigger: 'manual' },
            },
            where,
          ),
        ),
      );
      if (r.body?.type === 'application/vnd.microsoft.card.adaptive') {
        const x = t.conversations.get(where).messages.find((y) => y.id === m.id);
        if (x) {
          x.attachments = [{ contentType: r.body.type, content: r.body.value }];
          x.updated = (x.updated ?? 0) + 1;
        }
      }
      return r;
    }
    if (all.msteams?.type === 'task/fetch') {
      const { msteams, ...rest } = all;
      const r = ok(
        await t.send(
          t.activity(who, { type: 'invoke', name: 'task/fetch', replyToId: m.id, value: { data: { ...rest, msteams }, context: { theme: 'default' } } }, where),
        ),
      );
      t.dialog = { who, where, replyToId: m.id, task: r.body?.task, card: r.body?.task?.value?.card?.content };
      return r;
    }
    return ok(await t.send(t.activity(who, { replyToId: m.id, value: all, channelData: { tenant: { id: TENANT }, source: { name: 'message' } } }, where)));
  };
  const fill = (m, values) => {
    const out = {};
    const ins = inputs(m.attachments ? m : { attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: m.card }] });
    const left = new Set(Object.keys(values));
    for (const i of ins) {
      const k = [...left].find((v) => v === i.id || v === i.label || v === i.placeholder || v === i.title);
      if (k !== undefined) {
        out[i.id] = String(values[k]);
        left.delete(k);
      } else if (i.value !== undefined) out[i.id] = String(i.value);
      else if (i.isRequired) throw new Error(`required: ${i.label ?? i.id}`);
    }
    if (left.size) throw new Error(`no input ${[...left]}; there are: ${ins.map((i) => i.label ?? i.id)}`);
    return out;
  };
  /** Fills the open dialog and submits it with its (only, or named) button. */
  t.submits = async (values, title) => {
    const d = t.dialog;
    if (!d?.card) throw new Error('no open dialog');
    const acts = [];
    walk(d.card, (n) => {
      if (/^Action\.(Submit|Execute)/.test(n.type ?? '')) acts.push(n);
    });
    const a = title ? acts.find((x) => x.title === title) : acts[0];
    const r = ok(
      await t.send(
        t.activity(
          d.who,
          {
            type: 'invoke',
            name: 'task/submit',
            replyToId: d.replyToId,
            value: { data: { ...fill(d, values), ...(a?.data ?? {}) }, context: { theme: 'default' } },
          },
          d.where,
        ),
      ),
    );
    t.dialog = r.body?.task?.type === 'continue' ? { ...d, card: r.body.task.value?.card?.content, task: r.body.task } : null;
    return r;
  };
  /** Faults of the connector: { match: /POST .*activities/, status, retryAfter, delayMs, drop, afterwards, times }. afterwards = posted, then the answer is lost. */
  t.fail = (f) => t.faults.push({ times: 1, ...f });
  t.people = people.map(person);
  t.bot = BOT;
  t.tenant = TENANT;
  t.stop = () =>
    new Promise((r) => {
      server.closeAllConnections?.();
      server.close(() => r());
    });
  return t;
}
