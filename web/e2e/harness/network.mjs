// A network of one host, inside a namespace that unshare made: what Firefox needs, which refuses loopback, and links that lose packets.
import { execFileSync } from 'node:child_process';

/** The address of the host on its interface that is not loopback. */
export const networkAddress = '10.77.0.1';

/** Its IPv6 address there. */
export const networkAddress6 = 'fd77::1';

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
 * Takes the IPv4 address from the interface and gives it one of IPv6: only loopback, over which pages and signalling come, has both.
 * @returns a function that makes it what it was
 */
export function onlyIPv6() {
  run('ip', 'addr', 'flush', 'dev', 'visio0', 'scope', 'global');
  run('ip', '-6', 'addr', 'add', `${networkAddress6}/64`, 'dev', 'visio0', 'nodad');
  run('ip', '-6', 'route', 'add', 'default', 'via', 'fd77::fe', 'dev', 'visio0');
  return () => {
    run('ip', '-6', 'addr', 'flush', 'dev', 'visio0', 'scope', 'global');
    run('ip', 'addr', 'add', `${networkAddress}/24`, 'dev', 'visio0');
    run('ip', 'route', 'add', 'default', 'via', '10.77.0.254');
  };
}

/** Settings of a server that finds out by itself which addresses it has. */
export function foundAddresses() {
  delete process.env.VISIO__Media__AdvertisedAddresses__0;
  return { VISIO__Media__BindAddress: '::' };
}

/**
 * Lets through only what goes over one of these, besides what goes over loopback.
 * @param {string[]} rules nftables matches, as `tcp dport 7881`
 */
export function allowOnly(rules) {
  run('nft', 'flush', 'ruleset');
  run('nft', 'add', 'table', 'inet', 'visio');
  run('nft', 'add', 'chain', 'inet', 'visio', 'input', '{ type filter hook input priority 0; }');
  run('nft', 'add', 'rule', 'inet', 'visio', 'input', 'ip', 'daddr', '127.0.0.0/8', 'accept');
  for (const rule of rules) run('nft', 'add', 'rule', 'inet', 'visio', 'input', ...rule.split(' '), 'accept');
  run('nft', 'add', 'rule', 'inet', 'visio', 'input', 'meta', 'l4proto', '{ tcp, udp }', 'counter', 'drop');
}

/** Lets everything through again. */
export function allowAll() {
  run('nft', 'flush', 'ruleset');
}

/** The two ends of the pair of candidates that a bare person's media takes. */
export function selectedPair(page) {
  return page.evaluate(async () => {
    const { pc } = globalThis.room.engine.pcManager.publisher;
    const stats = await pc.getStats();
    const transport = [...stats.values()].find(s => s.type === 'transport');
    const pair = stats.get(transport.selectedCandidatePairId);
    const end = id => {
      const { address, port, protocol, candidateType, relayProtocol, tcpType, url } = stats.get(id);
      return { address, port, protocol, candidateType, relayProtocol, tcpType, url };
    };
    return { local: end(pair.localCandidateId), remote: end(pair.remoteCandidateId) };
  });
}

/**
 * Lets through so much of what is sent to one UDP port of this host, and drops what is more.
 * @param {number} port whose packets
 * @param {number} kilobytes in a second
 */
export function limitDatagrams(port, kilobytes) {
  run('nft', 'flush', 'ruleset');
  run('nft', 'add', 'table', 'inet', 'visio');
  run('nft', 'add', 'chain', 'inet', 'visio', 'input', '{ type filter hook input priority 0; }');
  run('nft', 'add', 'rule', 'inet', 'visio', 'input', 'udp', 'dport', String(port), 'limit', 'rate', 'over', String(kilobytes), 'kbytes/second', 'counter', 'drop');
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
