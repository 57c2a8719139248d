// Starts the real program on free loopback ports with an empty data folder.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..', '..', '..');
const program = process.env.VISIO_DLL ?? path.join(root, 'src/Visio.Server/bin/Release/net10.0/visio.dll');

/** Those that run: none outlives the tests of its file, however they end. */
const running = new Set();
process.on('exit', () => running.forEach(child => child.kill('SIGKILL')));

/** Below those that outgoing connections take: none of these gets hold of a port between two servers in the same place. */
const [firstPort, lastPort] = [10_000, 29_999];

/** Whether somebody could listen there, over TCP and UDP. */
async function isFree(port) {
  const [tcp, udp] = [createServer(), createSocket('udp4')];
  try {
    await once(tcp.listen(port, '127.0.0.1'), 'listening');
    await once(udp.bind(port, '127.0.0.1'), 'listening');
    return true;
  } catch {
    return false;
  } finally {
    await Promise.all([tcp, udp].map(probe => new Promise(resolve => { try { probe.close(resolve); } catch { resolve(); } })));
  }
}

async function freePort() {
  for (;;) {
    const port = randomInt(firstPort, lastPort + 1);
    if (await isFree(port)) return port;
  }
}

/** A data folder and ports for a server that others have to know before it starts. */
export const freePlace = async () => ({ data: mkdtempSync(path.join(tmpdir(), 'visio-data-')), port: await freePort(), mediaPort: await freePort() });

/**
 * Starts `visio` and waits until it is healthy.
 * @param {'serve' | 'media'} [command]
 * @param {{ data: string, port: number, mediaPort: number }} [place] where an earlier server was, to start again in its place
 * @param {{ dev?: boolean, env?: Record<string, string>, args?: string[], also?: string[], secure?: { address: string, certificate: string } }} [mode] `dev: false`
 *   starts it as an administration would; `env` adds settings, `args` arguments, `also` addresses where it listens besides loopback; `secure` has it serve HTTPS on a
 *   port of that address too, where signalling then goes
 */
export async function startServer(command = 'serve', place, { dev = true, env = {}, args = [], also = [], secure } = {}) {
  if (!existsSync(program)) throw new Error(`${program} is missing: run 'make build' first`);
  const { data, port, mediaPort } = place ?? await freePlace();
  const url = `http://localhost:${port}`;
  const securePort = secure && await freePort();
  const urls = [`http://127.0.0.1:${port}`, ...also, ...(secure ? [`https://${secure.address}:${securePort}`] : [])].join(';');
  const child = spawn('dotnet', [program, command, ...(dev ? ['--dev'] : []), '--urls', urls, '--data', data, '--media-port', String(mediaPort), ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'],
    // A server of a minute does not need the best code: finding that out takes a quarter of the time that it works.
    env: { DOTNET_TieredPGO: '0', ...process.env, ...(secure ? { VISIO__Tls__CertificateFile: secure.certificate } : {}), ...env },
  });
  let log = '';
  child.stdout.on('data', d => { log += d; });
  child.stderr.on('data', d => { log += d; });
  const exited = once(child, 'exit');
  running.add(child);
  child.once('exit', () => running.delete(child));
  const waitFor = isWaited => [child, child.stdout, child.stderr].forEach(one => isWaited ? one.ref() : one.unref());
  const deadline = Date.now() + 120_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error(`the server ended with ${child.exitCode ?? child.signalCode}:\n${log}`);
    try {
      if ((await fetch(`http://127.0.0.1:${port}${command === 'serve' ? '/healthz' : '/'}`)).ok) break;
    } catch { /* not listening yet */ }
    if (Date.now() > deadline) throw new Error(`the server is not healthy after two minutes:\n${log}`);
    await new Promise(r => setTimeout(r, 100));
  }
  // A test that fails may leave it: its file ends all the same.
  waitFor(false);
  return {
    url,
    /** Where livekit-client connects to. */
    signalling: secure ? `wss://${secure.address}:${securePort}` : `ws://127.0.0.1:${port}`,
    pid: child.pid,
    port,
    securePort,
    mediaPort,
    data,
    /** Everything it has printed so far. */
    log: () => log,
    /** One value of /metrics, or undefined. */
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      const line = text.split('\n').find(l => l.startsWith(`${name} `) || l.startsWith(`${name}{`));
      return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1));
    },
    /** Asks it to drain (SIGTERM) and waits; answers its exit code. `keep` leaves its data for a successor. */
    async stop({ keep = false } = {}) {
      waitFor(true);
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 180_000);
      const [code] = await exited;
      clearTimeout(late);
      if (!keep) rmSync(data, { recursive: true, force: true });
      return code;
    },
    /** Ends it without a word, as a power cut would. */
    async kill() {
      waitFor(true);
      child.kill('SIGKILL');
      await exited;
    },
  };
}
