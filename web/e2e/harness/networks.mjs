// The hostile networks: what stands between a client and the server in each, made of what administrations have.
import { certificate, intercept, only, outside, without } from './box.mjs';

/**
 * Ports of the server as it is seen from outside. With `tls` there is one for everything, 443; without, as behind a proxy that proxies
 * read: the web on 80, where they may do as they like with it, and media over TCP on 443.
 */
export const ports = { web: 80, media: 443 };

/** The ways that media may take: the browser chooses between those over TCP by which is there first. */
const [udp, tcp] = [/^(udp|relay-udp)$/, /^(tcp|relay-tcp|relay-tls)$/];

const haproxy = (port, { bind = '', backend, idle = '60s', server = ports.web }) => `
global
  maxconn 200
defaults
  mode http
  timeout connect 60s
  timeout client ${idle}
  timeout server ${idle}
  timeout tunnel ${idle}
listen web
  bind ${outside.box}:${port} ${bind}
  ${backend}
  server visio ${outside.server}:${server}
`;

const throughHaproxy = (rules, settings) => async ({ box, rules: load, serve }) => {
  load(`${intercept(ports.web, 8080)}\n${rules}`);
  await serve(8080, 'haproxy', '-db', '-f', box.write('haproxy.cfg', haproxy(8080, settings)));
};

const tcpOnly = only(`tcp dport { ${ports.web}, ${ports.media} }`);

/** An explicit proxy: nothing passes the box itself, and connections by CONNECT go to these ports only. */
const explicit = async ({ client }) => client.run('ip', 'route', 'del', 'default');

/**
 * @type {{ name: string, quick?: boolean, tls?: boolean, stays?: number, box?: object, url?: string, args?: (zoo: object) => string[], prepare?: (zoo: object) => Promise<void>,
 *   inCall?: (zoo: object) => Promise<void>, signalling: 'websocket' | 'http', media: RegExp }[]}
 */
export const networks = [
  { name: 'nothing in between', signalling: 'websocket', media: udp },
  { name: 'UDP blocked', prepare: async ({ rules }) => rules(without('meta l4proto udp')), signalling: 'websocket', media: tcp },
  { name: 'all but TCP to port 443 blocked', tls: true, prepare: async ({ rules }) => rules(only('tcp dport 443')), signalling: 'websocket', media: tcp },
  {
    name: 'upgrade answered 200, UDP blocked', quick: true,
    prepare: throughHaproxy(tcpOnly, { backend: 'http-request return status 200 content-type text/html string "<h1>OK</h1>" if { req.hdr(Upgrade) -m found }' }),
    signalling: 'http', media: tcp,
  },
  {
    name: 'upgrade headers stripped',
    prepare: throughHaproxy('', { backend: 'http-request del-header Upgrade\n  http-request del-header Connection\n  http-request del-header Sec-WebSocket- -m beg' }),
    signalling: 'http', media: udp,
  },
  {
    name: 'upgrade that is never answered',
    prepare: throughHaproxy('', { backend: 'tcp-request inspect-delay 30s\n  http-request set-var(txn.ws) str(1) if { req.hdr(Upgrade) -m found }\n  http-request silent-drop if { var(txn.ws) -m found }' }),
    signalling: 'http', media: udp,
  },
  { name: 'idle connections cut after 10 s', prepare: throughHaproxy('', { backend: '', idle: '10s' }), signalling: 'websocket', media: udp, stays: 25 },
  {
    name: 'answers held back until they are whole (nginx as it comes)',
    prepare: async ({ box, rules, serve }) => {
      rules(intercept(ports.web, 8080));
      await serve(8080, 'nginx', '-p', box.folder, '-c', box.write('nginx.conf', `daemon off; user root; pid ${box.folder}/pid; error_log stderr; events {}
        http { access_log off; client_body_temp_path ${box.folder}/b; proxy_temp_path ${box.folder}/p; fastcgi_temp_path ${box.folder}/f; uwsgi_temp_path ${box.folder}/u; scgi_temp_path ${box.folder}/s;
        server { listen ${outside.box}:8080; location / { proxy_pass http://${outside.server}:${ports.web}; proxy_set_header Host $host; } } }`));
    },
    signalling: 'http', media: udp,
  },
  { name: 'MTU of 1280', box: { clientMtu: 1280 }, signalling: 'websocket', media: udp },
  {
    // TCP gets through such networks because its segments are made smaller on the way; nothing does that for UDP.
    name: 'MTU of 1280 that nobody is told of', box: { clientMtu: 1500, boxMtu: 1280 },
    prepare: async ({ rules }) => rules(`table inet box { chain out { type filter hook output priority 0; icmp type destination-unreachable drop }
      chain forward { type filter hook forward priority 0; tcp flags syn tcp option maxseg size set 1240 } }`),
    signalling: 'websocket', media: udp,
  },
  {
    name: 'NAT that forgets its bindings in mid-call',
    prepare: async ({ rules }) => rules(nat('20000-29999')),
    inCall: async ({ rules, box }) => { rules(nat('30000-39999')); box.run('conntrack', '-F'); },
    signalling: 'websocket', media: udp,
  },
  {
    name: 'symmetric NAT',
    prepare: async ({ rules }) => rules('table ip nat { chain post { type nat hook postrouting priority 100; oifname "out0" masquerade random,fully-random } }'),
    signalling: 'websocket', media: udp,
  },
  { name: 'IPv6 alone', box: { ipv4: false, ipv6: true }, url: `http://visio.example`, args: () => [`--host-resolver-rules=MAP visio.example [${outside.server6}]`], signalling: 'websocket', media: udp },
  {
    name: 'explicit proxy (squid), CONNECT to 443 only', tls: true,
    prepare: async zoo => {
      await explicit(zoo);
      const { box, serve } = zoo;
      // It does not want to be root, and is not in a user namespace of its own.
      await serve(3128, 'unshare', '--user', '--map-user=1000', 'squid', '-N', '-f', box.write('squid.conf', `http_port ${outside.box}:3128
        acl tls port 443
        acl CONNECT method CONNECT
        http_access deny CONNECT !tls
        http_access allow all
        pid_filename ${box.folder}/squid.pid
        cache_log ${box.folder}/cache.log
        access_log stdio:${box.folder}/access.log
        cache deny all
        coredump_dir ${box.folder}
        shutdown_lifetime 0 seconds`));
    },
    args: () => [`--proxy-server=http://${outside.box}:3128`], signalling: 'websocket', media: tcp,
  },
  {
    name: 'explicit proxy (tinyproxy), CONNECT to 443 only', tls: true,
    prepare: async zoo => {
      await explicit(zoo);
      const { box, serve } = zoo;
      await serve(8888, 'tinyproxy', '-d', '-c', box.write('tinyproxy.conf', `Port 8888\nListen ${outside.box}\nTimeout 600\nMaxClients 100\nAllow 10.81.0.0/24\nConnectPort 443\nLogLevel Error\n`));
    },
    args: () => [`--proxy-server=http://${outside.box}:8888`], signalling: 'websocket', media: tcp,
  },
  {
    name: 'TLS read by a proxy with its own authority, upgrade not passed on', tls: true,
    prepare: async ({ box, rules, serve }) => {
      const { file, key } = certificate(box.folder, `IP:${outside.server}`);
      box.run('sh', '-c', `cat ${file} ${key} > ${box.folder}/both.pem`);
      rules(intercept(443, 8443));
      await serve(8443, 'haproxy', '-db', '-f', box.write('haproxy.cfg', haproxy(8443, {
        bind: `ssl crt ${box.folder}/both.pem`, server: '443 ssl verify none', backend: 'http-request deny deny_status 400 if { req.hdr(Upgrade) -m found }',
      })));
    },
    signalling: 'http', media: udp,
  },
];

function nat(range) {
  return `table ip nat { chain post { type nat hook postrouting priority 100; oifname "out0" ip protocol { tcp, udp } masquerade to :${range} random } }`;
}
