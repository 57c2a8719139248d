// Hosts of their own inside the network namespace of a test run: each has its interfaces, its routes and its firewall.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

// Debian keeps these programs where only root looks for them.
const env = { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` };

/** This process's own network: where the server is. */
export const here = {
  name: 'server',
  pid: process.pid,
  enter: command => command,
  run: (...command) => execFileSync(command[0], command.slice(1), { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
};

/** A host with nothing but loopback. */
export async function openHost(name) {
  const keeper = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo up && exec cat'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  await once(keeper.stdout, 'data');
  const folder = mkdtempSync(path.join(tmpdir(), 'visio-host-'));
  const children = [];
  const enter = command => ['nsenter', '--net', `--target=${keeper.pid}`, '--', ...command];
  return {
    name,
    pid: keeper.pid,
    folder,
    enter,
    /** Runs a command there and answers what it prints. */
    run: (...command) => { const [program, ...rest] = enter(command); return execFileSync(program, rest, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }); },
    /** Starts a program there that runs until the host is closed. */
    start(...command) {
      const [program, ...rest] = enter(command);
      const child = spawn(program, rest, { env, cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
      child.log = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', d => { child.log += d; });
      children.push(child);
      return child;
    },
    /** Writes a file of the host, of those that its programs read. */
    write(file, text) {
      const where = path.join(folder, file);
      writeFileSync(where, text);
      return where;
    },
    /** A program that starts another there: what a browser is started by. */
    wrapper(program) {
      const script = this.write('start', `#!/bin/sh\nexec ${enter([program]).join(' ')} "$@"\n`);
      chmodSync(script, 0o755);
      return script;
    },
    async close() {
      for (const child of children) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      if (keeper.exitCode === null) {
        keeper.stdin.end();
        await once(keeper, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/**
 * A cable between two hosts.
 * @param {{ host: object, device: string, addresses: string[] }} one with prefix lengths, as `10.78.0.1/24`
 * @param {{ host: object, device: string, addresses: string[] }} other
 * @param {number} [mtu]
 */
export function cable(one, other, mtu = 1500) {
  here.run('ip', 'link', 'add', one.device, 'type', 'veth', 'peer', 'name', other.device);
  for (const end of [one, other]) plug(end, mtu);
}

/** Moves a device to its host and gives it its addresses. */
export function plug({ host, device, addresses }, mtu = 1500) {
  if (host !== here) here.run('ip', 'link', 'set', device, 'netns', String(host.pid));
  host.run('ip', 'link', 'set', device, 'mtu', String(mtu), 'up');
  for (const address of addresses) host.run('ip', ...(address.includes(':') ? ['-6'] : []), 'addr', 'add', address, 'dev', device, ...(address.includes(':') ? ['nodad'] : []));
}
