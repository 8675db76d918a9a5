// The web chat's addresses. A failed call is an error whose message is a sentence for people.
const texts = document.getElementById('texts')?.dataset ?? {};

export class Refused extends Error {
  constructor(sentence, errors) { super(sentence); this.errors = errors; }
}

export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method, headers: body ? { 'content-type': 'application/json' } : {}, body: body ? JSON.stringify(body) : undefined, signal: AbortSignal.timeout(15000),
    });
  } catch { throw new Refused(texts.notDone); }
  const json = await answer.json().catch(() => ({}));
  if (answer.status === 401) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}`);
  if (!answer.ok) throw new Refused(json.error ?? texts.notDone, json.errors);
  return json;
}

/** An id of our own for what is sent: sending it again after a lost answer counts once. */
export const newId = () => crypto.randomUUID?.() ?? Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
