// A network of one host, inside a namespace that unshare made: what Firefox needs, which refuses loopback, and links that lose packets.
import { execFileSync } from 'node:child_process';

/** The address of the host on its interface that is not loopback. */
export const networkAddress = '10.77.0.1';

const run = (...command) => execFileSync(command[0], command.slice(1), {
  stdio: ['ignore', 'inherit', 'inherit'],
  // Debian keeps these programs where only root looks for them.
  env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin` },
});

/** Gives the empty namespace loopback and one more interface. */
export function setUpNetwork() {
  run('ip', 'link', 'set', 'lo', 'up');
  run('ip', 'link', 'add', 'visio0', 'type', 'veth', 'peer', 'name', 'visio1');
  run('ip', 'addr', 'add', `${networkAddress}/24`, 'dev', 'visio0');
  run('ip', 'link', 'set', 'visio0', 'up');
  run('ip', 'link', 'set', 'visio1', 'up');
  // Browsers ask the routing table which address to show; nobody answers behind this one.
  run('ip', 'route', 'add', 'default', 'via', '10.77.0.254');
}

/**
 * Loses UDP packets between processes of this host, in both directions alike: every one of them comes in once.
 * @param {number} percent whole percent; 0 makes the link good again
 */
export function loseDatagrams(percent) {
  run('nft', 'flush', 'ruleset');
  if (percent === 0) return;
  run('nft', 'add', 'table', 'inet', 'visio');
  run('nft', 'add', 'chain', 'inet', 'visio', 'input', '{ type filter hook input priority 0; }');
  run('nft', 'add', 'rule', 'inet', 'visio', 'input', 'meta', 'l4proto', 'udp', 'numgen', 'random', 'mod', '100', '<', String(percent), 'counter', 'drop');
}
