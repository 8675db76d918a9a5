// Who signs for the Bot Framework: OpenID metadata, keys and tokens as login.botframework.com has them, and the token endpoint for the bot's own calls.
import crypto from 'node:crypto';
import http from 'node:http';

const b64 = x => Buffer.from(typeof x === 'string' ? x : JSON.stringify(x)).toString('base64url');

export async function startIdentity(options) {
  const identity = new Identity(options);
  await identity.listen();
  return identity;
}

class Identity {
  issuer = 'https://api.botframework.com';
  clientSecret = 'a-secret-of-the-test';
  accessToken = `token-${crypto.randomUUID()}`;
  /** Requests seen: 'metadata' | 'keys' | 'token'. */
  calls = [];
  /** Published keys: { kid, publicKey, privateKey, endorsements }. */
  keys = [];
  constructor({ appId }) {
    this.appId = appId;
    this.publish('key-1');
  }
  /** Makes a key pair; published unless told otherwise. */
  newKey(kid, { endorsements = ['msteams'] } = {}) {
    return { kid, endorsements, ...crypto.generateKeyPairSync('rsa', { modulusLength: 2048 }) };
  }
  publish(kid, options) {
    const key = this.newKey(kid, options);
    this.keys.push(key);
    return key;
  }
  async listen() {
    this.server = http.createServer(async (q, s) => {
      const chunks = [];
      for await (const c of q) chunks.push(c);
      const answer = (status, json) => {
        s.writeHead(status, { 'content-type': 'application/json' });
        s.end(JSON.stringify(json));
      };
      const name = q.url.split('?')[0].split('/').at(-1);
      this.calls.push(name === 'openidconfiguration' ? 'metadata' : name);
      if (this.down) return answer(503, {});
      if (name === 'openidconfiguration')
        return answer(200, {
          issuer: this.issuer,
          jwks_uri: `${this.url}keys`,
          id_token_signing_alg_values_supported: ['RS256'],
          token_endpoint_auth_methods_supported: ['private_key_jwt'],
        });
      if (name === 'keys')
        return answer(200, {
          keys: this.keys.map(k => ({
            ...k.publicKey.export({ format: 'jwk' }),
            kid: k.kid,
            use: 'sig',
            ...(k.endorsements ? { endorsements: k.endorsements } : {}),
          })),
        });
      if (name === 'token') {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        if (form.get('client_id') !== this.appId || form.get('client_secret') !== this.clientSecret || form.get('grant_type') !== 'client_credentials')
          return answer(401, { error: 'invalid_client' });
        return answer(200, { token_type: 'Bearer', expires_in: 3600, access_token: this.accessToken });
      }
      return answer(404, {});
    });
    await new Promise(done => this.server.listen(0, '127.0.0.1', done));
    this.url = `http://127.0.0.1:${this.server.address().port}/`;
    this.openIdMetadataUrl = `${this.url}v1/.well-known/openidconfiguration`;
    this.tokenUrl = `${this.url}oauth2/v2.0/token`;
  }
  stop() {
    this.server.closeAllConnections();
    return new Promise(done => this.server.close(done));
  }
  /** The claims of a good token for an activity. */
  claims(activity) {
    const now = Math.floor(Date.now() / 1000);
    return { iss: this.issuer, aud: this.appId, serviceurl: activity.serviceUrl, iat: now, nbf: now - 60, exp: now + 3600 };
  }
  /** Signs; header and claims are taken as they are. alg none, HS256 (with the public key as secret), RS256/384/512, PS256. */
  sign(claims, { key = this.keys[0], alg = 'RS256', header = {} } = {}) {
    const input = `${b64({ typ: 'JWT', alg, ...(key?.kid ? { kid: key.kid } : {}), ...header })}.${b64(claims)}`;
    if (alg === 'none') return `${input}.`;
    if (alg === 'HS256')
      return `${input}.${crypto
        .createHmac('sha256', key.publicKey.export({ type: 'spki', format: 'pem' }))
        .update(input)
        .digest('base64url')}`;
    const pss = alg.startsWith('PS') ? { padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 } : {};
    return `${input}.${crypto.sign(`sha${alg.slice(2)}`, Buffer.from(input), { key: key.privateKey, ...pss }).toString('base64url')}`;
  }
  /** A good token for an activity. */
  forChannel(activity) {
    return this.sign(this.claims(activity));
  }
}
