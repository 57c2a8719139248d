import { Room as LiveKit, RoomEvent, Track, type RemoteTrack } from 'livekit-client';
import { ApiProblem, call } from './api';
import type { ConnectionTestPort, Finding, TestStep } from './connectionTest';
import { LiveKitStats } from './liveKitStats';
import { signallingUrl } from './liveKitWords';
import { signallingWay, throughProxies } from './signalling/signalling';
import { judgeQuality, measureDownload } from './testMeasures';
import { drawnPicture, madeSound, tryDevice } from './testMedia';

interface Leave {
  readonly serverUrl: string;
  readonly tokens: readonly [string, string];
}

const notReached: Finding = { status: 'skipped', code: 'not-reached' };

/** Milliseconds of sending before the quality is judged: congestion control has to find its level. */
const judged = 5000;

/** Tests the way to the server by meeting oneself: one end sends, the other must receive. */
export class LiveKitTest implements ConnectionTestPort {
  private readonly sender = new LiveKit({ adaptiveStream: false, dynacast: false, publishDefaults: { simulcast: false, videoCodec: 'vp8' } });
  private readonly receiver = new LiveKit({ adaptiveStream: false });
  private readonly stats = new LiveKitStats(this.sender);
  private readonly receiverStats = new LiveKitStats(this.receiver);
  private readonly arrived = new Map<Track.Kind, RemoteTrack>();
  private readonly opened: (() => void)[] = [];
  private camera: MediaStreamTrack | null = null;
  private microphone: MediaStreamTrack | null = null;
  private leave: Leave | null = null;
  private connecting: Promise<void> | null = null;
  private connected = false;

  constructor() {
    this.receiver.on(RoomEvent.TrackSubscribed, (track) => this.arrived.set(track.kind, track));
  }

  async run(step: TestStep, signal: AbortSignal): Promise<Finding> {
    switch (step) {
      case 'browser':
        return 'RTCPeerConnection' in globalThis && 'WebSocket' in globalThis && 'RTCRtpSender' in globalThis ? { status: 'good', code: 'browser-ok' } : { status: 'bad', code: 'browser-old' };
      case 'secure':
        return isSecureContext ? { status: 'good', code: 'secure-ok' } : { status: 'bad', code: 'secure-not' };
      case 'microphone':
      case 'camera': {
        const { finding, track } = await tryDevice(step);
        if (track !== null) this.opened.push(() => track.stop());
        this[step] = track;
        return finding;
      }
      case 'server':
        return this.askServer();
      case 'signalling':
        return this.signalling(signal);
      case 'media':
        return this.media(signal);
      case 'relay':
        return this.relay(signal);
      case 'sound':
        return this.sound(signal);
      case 'picture':
        return this.picture(signal);
      case 'quality':
        return this.quality(signal);
      case 'reconnect':
        return this.reconnect(signal);
    }
  }

  async close(): Promise<void> {
    for (const stop of this.opened.splice(0)) stop();
    await Promise.all([this.sender.disconnect(), this.receiver.disconnect()]);
  }

  private async askServer(): Promise<Finding> {
    const started = performance.now();
    try {
      this.leave = await call<Leave>('POST', '/diagnostics/connection', {});
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 429 || error.status === 503)) return { status: 'weak', code: 'server-busy' };
      return { status: 'bad', code: 'server-unreachable' };
    }
    const ms = Math.round(performance.now() - started);
    return ms > 1500 ? { status: 'weak', code: 'server-slow', values: { ms } } : { status: 'good', code: 'server-ok', values: { ms } };
  }

  /** The join is one call of the library; its first half, the signalling, is told by an event. */
  private async signalling(signal: AbortSignal): Promise<Finding> {
    if (this.leave === null) return notReached;
    const { serverUrl, tokens } = this.leave;
    const started = performance.now();
    const url = throughProxies(signallingUrl(serverUrl));
    const reached = new Promise<boolean>((resolve) => {
      this.sender.once(RoomEvent.SignalConnected, () => resolve(true));
      this.connecting = Promise.all([this.sender.connect(url, tokens[0]), this.receiver.connect(url, tokens[1])]).then(() => {
        this.connected = true;
        resolve(true);
      });
      this.connecting.catch(() => resolve(false));
    });
    if (!(await Promise.race([reached, failAfter(8000, signal)]))) return { status: 'bad', code: 'signalling-blocked' };
    const values = { ms: Math.round(performance.now() - started) };
    return signallingWay()?.transport === 'http' ? { status: 'weak', code: 'signalling-http', values } : { status: 'good', code: 'signalling-ok', values };
  }

  private async media(signal: AbortSignal): Promise<Finding> {
    if (this.connecting === null) return notReached;
    const started = performance.now();
    const sound = this.microphone ?? (await this.made(madeSound()));
    const entered = await Promise.race([
      this.connecting.then(
        () => true,
        () => false,
      ),
      failAfter(12_000, signal),
    ]);
    if (!entered) return { status: 'bad', code: 'media-blocked' };
    // A connection without media may not be made at all: something has to be sent.
    void this.sender.localParticipant.publishTrack(sound, { source: Track.Source.Microphone }).catch(() => {});
    const taken = async () => (await this.stats.take()).route;
    const first = await until(async () => {
      const route = await taken();
      return route.protocol === null ? null : route;
    }, 8000, signal);
    if (first === null) return { status: 'bad', code: 'media-blocked' };
    // All ways are tried at once: the one that is there first need not be the one that stays.
    const isStraight = ({ protocol, relayed }: typeof first) => protocol === 'udp' && !relayed;
    const better = isStraight(first) ? first : await until(async () => {
      const route = await taken();
      return isStraight(route) ? route : null;
    }, 2000, signal);
    const route = better ?? first;
    const values = { ms: Math.round(performance.now() - started), ...(route.serverPort === null ? {} : { port: route.serverPort }) };
    if (route.relayed) return { status: 'weak', code: 'media-relay', values };
    return route.protocol === 'udp' ? { status: 'good', code: 'media-udp', values } : { status: 'weak', code: 'media-tcp', values };
  }

  /** Whether the relay that the server names can be reached; it is for networks that let nothing else through. */
  private async relay(signal: AbortSignal): Promise<Finding> {
    if (!this.connected) return notReached;
    const servers = (this.sender.engine.latestJoinResponse?.iceServers ?? []).filter((one) => one.urls.some((url) => /^turns?:/.test(url)));
    if (servers.length === 0) return { status: 'skipped', code: 'relay-none' };
    const probe = new RTCPeerConnection({ iceTransportPolicy: 'relay', iceServers: servers.map(({ urls, username, credential }) => ({ urls, username, credential })) });
    try {
      const found = new Promise<boolean>((resolve) => {
        probe.onicecandidate = ({ candidate }) => {
          if (candidate !== null && candidate.candidate !== '') resolve(true);
        };
      });
      probe.createDataChannel('probe');
      await probe.setLocalDescription(await probe.createOffer());
      return (await Promise.race([found, failAfter(6000, signal)])) ? { status: 'good', code: 'relay-ok' } : { status: 'weak', code: 'relay-unreachable' };
    } finally {
      probe.close();
    }
  }

  private async sound(signal: AbortSignal): Promise<Finding> {
    if (!this.connected) return notReached;
    const heard = await until(async () => {
      const { received } = await this.receiverStats.take();
      return this.arrived.has(Track.Kind.Audio) && received.some((track) => track.kind === 'microphone' && track.packets > 0) ? true : null;
    }, 6000, signal);
    return heard === null ? { status: 'bad', code: 'sound-lost' } : { status: 'good', code: 'sound-ok' };
  }

  private async picture(signal: AbortSignal): Promise<Finding> {
    if (!this.connected) return notReached;
    const track = this.camera ?? (await this.made(Promise.resolve(drawnPicture())));
    await this.sender.localParticipant.publishTrack(track, { source: Track.Source.Camera });
    const seen = await until(async () => {
      const { received } = await this.receiverStats.take();
      const picture = received.find((one) => one.kind === 'camera')?.picture ?? null;
      return picture !== null && picture.width > 0 && picture.fps > 0 ? picture : null;
    }, 8000, signal);
    return seen === null ? { status: 'bad', code: 'picture-lost' } : { status: 'good', code: 'picture-ok', values: { width: seen.width, height: seen.height, fps: Math.round(seen.fps) } };
  }

  private async quality(signal: AbortSignal): Promise<Finding> {
    if (!this.connected || this.arrived.size === 0) return notReached;
    await Promise.all([this.stats.take(), this.receiverStats.take()]);
    const [down] = await Promise.all([measureDownload(signal), pause(judged, signal)]);
    const [sent, received] = await Promise.all([this.stats.take(), this.receiverStats.take()]);
    return judgeQuality(sent, received, down);
  }

  private async reconnect(signal: AbortSignal): Promise<Finding> {
    if (!this.connected) return notReached;
    const started = performance.now();
    const back = new Promise<boolean>((resolve) => this.sender.once(RoomEvent.Reconnected, () => resolve(true)));
    await this.sender.simulateScenario('signal-reconnect');
    return (await Promise.race([back, failAfter(6000, signal)]))
      ? { status: 'good', code: 'reconnect-ok', values: { ms: Math.round(performance.now() - started) } }
      : { status: 'weak', code: 'reconnect-failed' };
  }

  private async made(making: Promise<{ readonly track: MediaStreamTrack; readonly stop: () => void }>): Promise<MediaStreamTrack> {
    const { track, stop } = await making;
    this.opened.push(stop, () => track.stop());
    return track;
  }
}

/** Asks until there is an answer. */
async function until<T>(ask: () => Promise<T | null>, ms: number, signal: AbortSignal): Promise<T | null> {
  let late = false;
  void pause(ms, signal).then(() => (late = true));
  while (!late && !signal.aborted) {
    const answer = await ask();
    if (answer !== null) return answer;
    await pause(250, signal);
  }
  return null;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

const failAfter = (ms: number, signal: AbortSignal): Promise<false> => pause(ms, signal).then(() => false);
