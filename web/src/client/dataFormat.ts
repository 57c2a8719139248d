/** Longest packet of another participant that is looked into, in bytes. What we send ourselves is far shorter. */
export const dataLimit = 8192;

/** Reads what somebody sent. Undefined for what is too long, or no JSON. */
export function readData(payload: Uint8Array): unknown {
  if (payload.byteLength > dataLimit) return undefined;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as unknown;
  } catch {
    return undefined;
  }
}
