import { SignallingSocket } from './signallingSocket';
import { SignallingMemory, type SignallingWay } from './signallingWay';

const memory = new SignallingMemory();
const ours = new Set<string>();
let installed = false;

/** Over what the signalling of this page goes; null before its first connection. */
export const signallingWay = (): SignallingWay | null => memory.current();

/**
 * Lets signalling with this server get through proxies that let no WebSocket pass. The library opens its own WebSocket, and offers no
 * place to give it another: those to this address are replaced, and no others.
 * @returns the same address
 */
export function throughProxies(url: string): string {
  ours.add(new URL(url).href.replace(/\/*$/, '/rtc'));
  if (installed) return url;
  installed = true;
  const Native = WebSocket;
  globalThis.WebSocket = new Proxy(Native, {
    construct(target, [address, protocols]: [string | URL, string[]?], newTarget) {
      if (![...ours].some((one) => new URL(address).href.startsWith(one))) return Reflect.construct(target, protocols === undefined ? [address] : [address, protocols], newTarget) as object;
      return new SignallingSocket(address, memory, (url) => new Native(url));
    },
  });
  const { connection } = navigator as Navigator & { readonly connection?: EventTarget };
  addEventListener('online', () => memory.forget());
  connection?.addEventListener('change', () => memory.forget());
  return url;
}
