// A language model's endpoint (chat completions) that says one sentence about the certificate's article and costs as many tokens as it is told.
import http from 'node:http';

export const worded = 'Open Settings, Identity, Certificates [1].';

export class Model {
  tokens = 10;
  /** Resolves to the settings that use it. */
  async start() {
    this.server = http.createServer((q, r) => this.#answer(q, r));
    await new Promise(done => this.server.listen(0, '127.0.0.1', done));
    return { 'Ai:Endpoint': `http://127.0.0.1:${this.server.address().port}/v1/`, 'Ai:ApiKey': 'a-key', 'Ai:ChatModel': 'drill', 'Ai:TokensPerDay': '20000' };
  }
  async #answer(q, r) {
    const chunks = [];
    for await (const c of q) chunks.push(c);
    const body = JSON.parse(Buffer.concat(chunks).toString());
    const content = /search words/.test(JSON.stringify(body.messages)) ? 'NOTHING' : worded;
    const usage = { prompt_tokens: this.tokens - 1, completion_tokens: 1, total_tokens: this.tokens };
    const head = { id: 'c1', created: 1, model: 'drill' };
    if (!body.stream) {
      r.writeHead(200, { 'content-type': 'application/json' });
      return r.end(JSON.stringify({ ...head, object: 'chat.completion', choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content } }], usage }));
    }
    r.writeHead(200, { 'content-type': 'text/event-stream' });
    const say = (choices, more = {}) => r.write(`data: ${JSON.stringify({ ...head, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
    say([{ index: 0, delta: { role: 'assistant', content } }]);
    say([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    say([], { usage });
    r.end('data: [DONE]\n\n');
  }
  stop() {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
