// A client's network with a box between it and the server: a router, a firewall, a proxy, as administrations have them.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { cable, here, openHost } from './namespaces.mjs';

/**
 * Where the server is, seen from outside; and where the box is, seen from the client. The server's are public addresses (of those kept for
 * examples): Chromium takes no ICE candidate with port 80 or 443 and a private one.
 */
export const outside = { server: '203.0.113.1', server6: '2001:db8:1::1', box: '10.81.0.1', box6: '2001:db8:2::1', client: '10.81.0.2', client6: '2001:db8:2::2' };

/** Opens client and box. Everything passes until the box is told otherwise. */
export async function openBox({ clientMtu = 1500, boxMtu = 1500, ipv4 = true, ipv6 = false } = {}) {
  const box = await openHost('box');
  const client = await openHost('client');
  const both = (v4, v6) => [...(ipv4 ? [v4] : []), ...(ipv6 ? [v6] : [])];
  cable({ host: here, device: 'srv0', addresses: both(`${outside.server}/24`, `${outside.server6}/64`) }, { host: box, device: 'out0', addresses: both('203.0.113.2/24', '2001:db8:1::2/64') });
  cable({ host: box, device: 'in0', addresses: both(`${outside.box}/24`, `${outside.box6}/64`) }, { host: client, device: 'cli0', addresses: both(`${outside.client}/24`, `${outside.client6}/64`) }, clientMtu);
  if (boxMtu !== clientMtu) box.run('ip', 'link', 'set', 'in0', 'mtu', String(boxMtu));
  const sysctl = (key, value) => box.run('sh', '-c', `echo ${value} > /proc/sys/net/${key}`);
  if (ipv4) {
    sysctl('ipv4/ip_forward', 1);
    here.run('ip', 'route', 'add', '10.81.0.0/24', 'via', '203.0.113.2');
    client.run('ip', 'route', 'add', 'default', 'via', outside.box);
  }
  if (ipv6) {
    sysctl('ipv6/conf/all/forwarding', 1);
    here.run('ip', '-6', 'route', 'add', '2001:db8:2::/64', 'via', '2001:db8:1::2');
    client.run('ip', '-6', 'route', 'add', 'default', 'via', outside.box6);
  }
  return {
    box,
    client,
    /** Loads rules of nftables, in the place of those there were. */
    rules: text => box.run('nft', '-f', box.write('rules.nft', `flush ruleset\n${text.replaceAll('}', '\n}')}\n`)),
    /** A program of the box that listens on a port of it; it is there when this is done. */
    async serve(port, ...command) {
      const child = box.start(...command);
      for (let i = 0; ; i++) {
        try {
          box.run('sh', '-c', `ss -ltn | grep -q ':${port} '`);
          return child;
        } catch {
          if (i > 1200 || child.exitCode !== null) throw new Error(`${command[0]} does not listen on ${port}: ${child.log}`);
          await new Promise(resolve => setTimeout(resolve, 50));
        }
      }
    },
    async close() {
      await client.close();
      await box.close();
      // The cable goes with the box, a little later than it.
      try { here.run('ip', 'link', 'del', 'srv0'); } catch { /* gone already */ }
    },
  };
}

/** Passes what these matches of nftables name, and what answers it, and drops the rest. */
export const only = (...matches) => `table inet box { chain forward { type filter hook forward priority 0; policy drop;
  ct state established,related accept\n  icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, packet-too-big } accept
  ${matches.map(match => `${match} accept`).join('\n  ')} } }`;

/** Passes everything but these. */
export const without = (...matches) => `table inet box { chain forward { type filter hook forward priority 0; policy accept;
  ${matches.map(match => `${match} drop`).join('\n  ')} } }`;

/** Leads connections to a port of the server to a program of the box. */
export const intercept = (port, to) => `table ip divert { chain pre { type nat hook prerouting priority -100; iifname "in0" ip daddr ${outside.server} tcp dport ${port} dnat to ${outside.box}:${to} } }`;

/** Certificate and key for a name or an address, of an authority that nobody knows. */
export function certificate(folder, subject) {
  const [file, key] = [path.join(folder, 'cert.pem'), path.join(folder, 'cert.key')];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=box',
    '-addext', `subjectAltName=${subject}`, '-keyout', key, '-out', file], { stdio: 'ignore' });
  return { file, key };
}

