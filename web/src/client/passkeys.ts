/** The browser's side of passkeys (WebAuthn level 3, §5.1.8 and §5.1.9: options and credentials as JSON). */

/** The person closed the browser's dialog, or it ran out of time: nothing to complain about. */
export class PasskeyCancelled extends Error {}

export const passkeysSupported = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential && isSecureContext;

/** Lets the person choose a passkey; answers the credential as the server reads it. */
export async function choosePasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  return json(await asked(() => navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })));
}

/** Makes a passkey on this device or on a security key. */
export async function createPasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  return json(await asked(() => navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })));
}

async function asked(ask: () => Promise<Credential | null>): Promise<PublicKeyCredential> {
  try {
    const credential = await ask();
    if (credential instanceof PublicKeyCredential) return credential;
  } catch (error) {
    if (!(error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError'))) throw error;
  }
  throw new PasskeyCancelled();
}

const json = (credential: PublicKeyCredential): unknown => credential.toJSON();

/** Waits, for as long as `ended` lets it, for a passkey taken from the browser's suggestions. Null where there are none, or none was taken. */
export async function suggestPasskey(options: () => Promise<PublicKeyCredentialRequestOptionsJSON>, ended: AbortSignal): Promise<unknown> {
  if (!passkeysSupported() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return null;
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options());
  if (ended.aborted) return null;
  try {
    return json(await asked(() => navigator.credentials.get({ publicKey, mediation: 'conditional', signal: ended })));
  } catch (error) {
    if (error instanceof PasskeyCancelled || ended.aborted) return null;
    throw error;
  }
}
