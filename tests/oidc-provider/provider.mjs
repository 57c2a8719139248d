// An identity provider on the engine that ProConnect is built on, with ProConnect's paths and rules, on a loopback port that the
// system chose. It prints its issuer, and stops when its standard input ends. Tests steer it by POST /test/<what>, with JSON.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider, errors } from 'oidc-provider';

const prefix = '/api/v2';
const clients = new Map();
const people = new Map();
const counts = new Map();
const backChannel = [];

/** Everything that the engine keeps, by kind and id. */
class Memory {
  static rows = new Map();

  constructor(kind) { this.kind = kind; }

  key(id) { return `${this.kind}:${id}`; }

  async upsert(id, payload, expiresIn) {
    Memory.rows.set(this.key(id), { ...payload, until: expiresIn ? Date.now() + expiresIn * 1000 : Infinity });
  }

  async find(id) {
    if (this.kind === 'Client') return clients.get(id);
    const row = Memory.rows.get(this.key(id));
    return row && row.until > Date.now() ? row : undefined;
  }

  async findByUid(uid) { return this.search((row) => row.uid === uid); }

  async findByUserCode(code) { return this.search((row) => row.userCode === code); }

  async consume(id) { const row = await this.find(id); if (row) row.consumed = Math.floor(Date.now() / 1000); }

  async destroy(id) { Memory.rows.delete(this.key(id)); }

  async revokeByGrantId(grantId) {
    for (const [key, row] of Memory.rows) if (row.grantId === grantId) Memory.rows.delete(key);
  }

  search(matches) {
    for (const [key, row] of Memory.rows) if (key.startsWith(`${this.kind}:`) && row.until > Date.now() && matches(row)) return row;
    return undefined;
  }
}

const newKey = (type, options, alg) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), alg, use: 'sig', kid: randomUUID() });
const bodyOf = async (request) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
};

const server = createServer();
await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
const origin = `http://127.0.0.1:${server.address().port}`;
const signing = ['ES256', 'RS256', 'HS256'];
const encryption = { alg: ['RSA-OAEP', 'ECDH-ES'], enc: ['A256GCM'] };

const provider = new Provider(origin + prefix, {
  adapter: Memory,
  acrValues: ['eidas0', 'eidas1', 'eidas1-mfa', 'eidas2', 'eidas3'],
  claims: {
    openid: ['sub'], given_name: ['given_name'], usual_name: ['usual_name'], email: ['email', 'email_verified'], uid: ['uid'], siret: ['siret'],
    amr: ['amr'], acr: null, sid: null, auth_time: null, iss: null,
    lasuite_visio: [], 'lasuite_visio:rooms:list': [], 'lasuite_visio:rooms:create': [],
  },
  scopes: ['openid'],
  features: {
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
    encryption: { enabled: true },
    introspection: { enabled: true, allowedPolicy: async () => true },
    jwtIntrospection: { enabled: true },
    revocation: { enabled: true },
    backchannelLogout: { enabled: true },
    claimsParameter: { enabled: true },
    resourceIndicators: { enabled: false },
    rpInitiatedLogout: {
      enabled: true,
      // ProConnect does not ask whether one is sure.
      logoutSource: (context, form) => { context.body = `<!DOCTYPE html><title>out</title>${form.replace('</form>', '<input type="hidden" name="logout" value="yes"/></form>')}`; },
    },
  },
  routes: {
    authorization: '/authorize', token: '/token', userinfo: '/userinfo', jwks: '/jwks',
    end_session: '/session/end', introspection: '/token/introspection', revocation: '/token/revocation',
  },
  pkce: { required: () => false },
  jwks: { keys: [newKey('ec', { namedCurve: 'P-256' }, 'ES256'), newKey('rsa', { modulusLength: 2048 }, 'RS256')] },
  enabledJWA: {
    idTokenSigningAlgValues: signing, userinfoSigningAlgValues: signing, introspectionSigningAlgValues: signing,
    idTokenEncryptionAlgValues: encryption.alg, idTokenEncryptionEncValues: encryption.enc,
    userinfoEncryptionAlgValues: encryption.alg, userinfoEncryptionEncValues: encryption.enc,
    introspectionEncryptionAlgValues: encryption.alg, introspectionEncryptionEncValues: encryption.enc,
  },
  clientAuthMethods: ['client_secret_post', 'private_key_jwt'],
  responseTypes: ['code'],
  // A guard of the engine forbids loopback addresses, which are all that a test has.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  issueRefreshToken: async () => true,
  ttl: { AuthorizationCode: 30, AccessToken: 60, Session: 43_200, Grant: 43_200, RefreshToken: 43_200, IdToken: 60, Interaction: 600 },
  cookies: { keys: [randomUUID()] },
  interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  // Nobody is asked to consent: the client was registered by a person.
  loadExistingGrant: async ({ oidc }) => {
    const known = oidc.session.grantIdFor(oidc.client.clientId);
    if (known) return oidc.provider.Grant.find(known);
    const grant = new oidc.provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
    grant.addOIDCScope(oidc.params.scope);
    grant.addOIDCClaims([...oidc.requestParamClaims]);
    await grant.save();
    return grant;
  },
  findAccount: async (context, id) => ({ accountId: id, claims: async () => ({ sub: id, ...people.get(id) }) }),
});
for (const event of ['backchannel.success', 'backchannel.error']) {
  provider.on(event, (context, failed) => backChannel.push(event === 'backchannel.error' ? String(failed) : 'done'));
}
provider.on('server_error', (context, failed) => console.error(failed));

const handle = provider.callback();
const steer = {
  client: (metadata) => clients.set(metadata.client_id, metadata),
  person: ({ sub, ...claims }) => people.set(sub, claims),
  counts: () => Object.fromEntries(counts),
  'back-channel': () => backChannel,
  /** The person's sessions, grants and tokens are gone, and nobody is told: as when ProConnect signs somebody out. */
  forget: ({ sub }) => {
    for (const [key, row] of Memory.rows) if (row.accountId === sub) Memory.rows.delete(key);
  },
};

server.on('request', async (request, response) => {
  try {
    const { pathname, searchParams } = new URL(request.url, origin);
    counts.set(pathname, (counts.get(pathname) ?? 0) + 1);
    if (pathname.startsWith('/test/')) {
      const text = await bodyOf(request);
      const answer = await steer[pathname.slice('/test/'.length)](text ? JSON.parse(text) : {});
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer instanceof Map ? {} : answer ?? {}));
    } else if (pathname.startsWith('/interaction/') && request.method === 'GET') {
      const { prompt } = await provider.interactionDetails(request, response);
      response.setHeader('Content-Type', 'text/html').end(`<!DOCTYPE html><form method="post" action="${pathname}"><input name="prompt" value="${prompt.name}"></form>`);
    } else if (pathname.startsWith('/interaction/')) {
      const form = new URLSearchParams(await bodyOf(request));
      await provider.interactionFinished(request, response, form.has('refuse')
        ? { error: 'access_denied', error_description: form.get('refuse') }
        : { login: { accountId: form.get('login'), acr: form.get('acr') || undefined, amr: form.get('amr')?.split(' ') } });
    } else {
      // The engine wants to be mounted as Express does it.
      request.originalUrl = request.url;
      request.url = request.url.replace(prefix, '');
      handle(request, response);
    }
  } catch (failed) {
    response.writeHead(failed instanceof errors.SessionNotFound ? 400 : 500).end(String(failed));
  }
});

console.log(origin + prefix);
process.stdin.resume().on('end', () => process.exit(0));
