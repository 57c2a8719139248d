import { noStats, type ReceivedTrack } from '../src/client/roomStats';
import type { FakeRoom } from '../src/meeting/fake/fakeRoom';
import type { Meeting } from '../src/meeting/meeting';

/** What a weak machine or a weak network looks like: `load=machine|network`, `seconds=40`, `offline`, `stats`, `requests`, `line=losing|paused|slow|machine|detour|theirs`. */
export function showStrain(meeting: Meeting, room: FakeRoom, query: URLSearchParams): void {
  room.measured = {
    at: 1,
    route: { roundTripMs: 34, protocol: 'udp', relayed: false, serverPort: 7882, availableOutgoing: 2_412_000, sending: 1_120_000, receiving: 2_740_000, heartbeat: 1 },
    signalling: query.has('requests') ? 'http' : 'websocket',
    sent: [
      { kind: 'microphone', codec: 'opus', bitrate: 31_000, packets: 100, lost: 0, jitterMs: 3, limitedBy: 'none', roundTripMs: 34, picture: null },
      { kind: 'camera', codec: 'VP8', bitrate: 1_040_000, packets: 250, lost: 0.004, jitterMs: 4, limitedBy: 'cpu', roundTripMs: 34, picture: { width: 1280, height: 720, fps: 24, encodeMs: 12 } },
    ],
    received: room.participants().filter((one) => !one.isLocal).flatMap((one) => tracksOf(one.identity, one.cameraOn, one.microphoneOn)),
  };
  const line = query.get('line');
  if (line !== null) showLine(meeting, room, line);
  const load = query.get('load');
  if (load === null) return;
  const signs = {
    stats: load === 'network' ? { ...room.measured, received: room.measured.received.map((track) => ({ ...track, lost: 0.2 })) } : noStats,
    machine: { busy: load === 'machine' ? 0.8 : 0, longestFrameMs: 30, pressure: null },
  };
  const seconds = Number(query.get('seconds') ?? 8);
  for (let at = 2; at <= seconds; at += 2) meeting.health.load.observe(signs, 6, at * 1000);
}

/** What is wrong with one's own line. */
function showLine(meeting: Meeting, room: FakeRoom, cause: string): void {
  const { measured } = room;
  const others = room.participants().filter((one) => !one.isLocal);
  if (cause === 'paused') for (const one of others.slice(0, 2)) room.put(one.identity, { cameraPaused: true, screenPaused: one.sharing });
  room.measured = {
    ...measured,
    route: { ...measured.route, ...(cause === 'detour' ? { protocol: 'tcp' as const } : {}), roundTripMs: cause === 'slow' ? 900 : 34 },
    sent: measured.sent.map((track) => ({ ...track, limitedBy: cause === 'machine' ? ('cpu' as const) : ('none' as const) })),
    received: measured.received.map((track) => ({ ...track, lost: cause === 'losing' ? 0.2 : 0 })),
  };
  const signs = { stats: room.measured, machine: { busy: 0, longestFrameMs: 30, pressure: null } };
  for (let i = 0; i < 6; i++) meeting.health.line.observe(signs, room.participants(), (identity) => (cause === 'theirs' && identity === others[0]?.identity ? 'theirs' : null));
}

function tracksOf(identity: string, camera: boolean, microphone: boolean): readonly ReceivedTrack[] {
  const common = { identity, packets: 100, lost: 0.01, jitterMs: 6, concealed: 0 };
  return [
    ...(microphone ? [{ ...common, kind: 'microphone' as const, codec: 'opus', bitrate: 28_000, picture: null }] : []),
    ...(camera ? [{ ...common, kind: 'camera' as const, codec: 'VP8', bitrate: 410_000, picture: { width: 640, height: 360, fps: 25, decodeMs: 3, dropped: 0, freezes: 0 } }] : []),
  ];
}
