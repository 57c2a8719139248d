// A link between two hosts that loses, delays and throttles as it is told: tests/Visio.LinkEmulator between two interfaces.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { plug } from './namespaces.mjs';

const program = process.env.VISIO_LINK_EMULATOR ?? path.join(import.meta.dirname, '../../../tests/Visio.LinkEmulator/bin/Release/net10.0/link-emulator.dll');

/**
 * Makes a link; `forth` is from the first end to the second.
 * @param {{ host: object, device: string, addresses: string[] }} one
 * @param {{ host: object, device: string, addresses: string[] }} other
 * @param {{ seed?: number, mtu?: number }} [options]
 */
export async function emulatedLink(one, other, { seed = 1, mtu = 1500 } = {}) {
  const child = spawn('dotnet', [program, one.device, other.device, String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error('the link emulator has ended');
    return value;
  };
  if (await answer() !== 'ready') throw new Error('the link emulator did not start');
  for (const end of [one, other]) {
    plug(end, mtu);
    // The link's queue is the emulator's: none of the device's is to be full before.
    end.host.run('ip', 'link', 'set', end.device, 'txqueuelen', '5000');
  }
  const ask = async line => {
    child.stdin.write(`${line}\n`);
    return answer();
  };
  return {
    pid: child.pid,
    /** Changes the conditions of `both` directions, of `forth` or of `back`; '' makes them perfect. */
    async set(direction, conditions) {
      const said = await ask(`${direction} ${conditions}`);
      if (said !== 'ok') throw new Error(said);
    },
    /** What has passed so far, per direction. */
    async totals() {
      return Object.fromEntries((await ask('totals')).split('; ').map(part => {
        const [direction, ...counts] = part.split(' ');
        return [direction, Object.fromEntries(counts.map(count => { const [name, number] = count.split('='); return [name, Number(number)]; }))];
      }));
    },
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}
