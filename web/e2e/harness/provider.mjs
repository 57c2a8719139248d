// An identity provider on the engine of ProConnect (tests/oidc-provider) as a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

const script = path.join(import.meta.dirname, '..', '..', '..', 'tests', 'oidc-provider', 'provider.mjs');
const client = { id: 'visio', secret: 'of-the-client-0123456789-0123456789' };

/** Starts the provider; its `environment` makes a server that is started later its client, once `register` was told the server's address. */
export async function startProvider(settings = {}) {
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  let issuer = '';
  for await (const line of lines) {
    if (line.startsWith('http')) {
      issuer = line.trim();
      break;
    }
  }

  if (issuer === '') throw new Error("the provider did not start: run 'make install' first");
  const steer = async (what, body = {}) => {
    const answer = await fetch(new URL(`/test/${what}`, issuer), { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    issuer,
    environment: { VISIO__Oidc__Issuer: issuer, VISIO__Oidc__ClientId: client.id, VISIO__Oidc__ClientSecret: client.secret, ...settings },
    register: url => steer('client', {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: [`${url}/api/v1/auth/oidc/callback`],
      post_logout_redirect_uris: [`${url}/api/v1/auth/oidc/signed-out`],
      backchannel_logout_uri: `${url}/api/v1/auth/oidc/backchannel-logout`,
      backchannel_logout_session_required: true,
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
      userinfo_signed_response_alg: 'ES256',
    }),
    /** Makes somebody known: the claims of their `sub`. */
    person: claims => steer('person', claims),
    /** How often a path of it was asked for. */
    count: async pathname => (await steer('counts'))[pathname] ?? 0,
    /** Signs somebody out without telling anybody, as ProConnect does. */
    forget: sub => steer('forget', { sub }),
    /** Fills in the provider's form on a page that was sent there. */
    async signIn(page, sub) {
      await page.waitForURL(address => address.origin === new URL(issuer).origin && address.pathname.startsWith('/interaction/'));
      await page.evaluate(login => {
        const form = document.forms[0];
        form.append(Object.assign(document.createElement('input'), { name: 'login', value: login }));
        form.submit();
      }, sub);
    },
    /** Signs somebody out at the provider, in a page of the browser that is signed in there; it tells its clients (back-channel logout). */
    async signOut(page) {
      await page.goto(`${issuer}/session/end`);
      await Promise.all([page.waitForLoadState(), page.evaluate(() => document.forms[0].submit())]);
    },
    async stop() {
      const exited = once(child, 'exit');
      child.stdin.end();
      await exited;
    },
  };
}
