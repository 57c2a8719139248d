import type { ReceivedTrack, SentTrack } from '../client/roomStats';
import type { VitalSigns } from './vitals';

/** 0: all is well. 1: strained, pictures suffer. 2: overloaded, the sound is next. */
export type Strain = 0 | 1 | 2;

const fewPackets = 10;

/** What is too much for what. */
export interface Strains {
  readonly machine: Strain;
  /** What comes in. */
  readonly download: Strain;
  /** What goes out. */
  readonly upload: Strain;
}

export const noStrain: Strains = { machine: 0, download: 0, upload: 0 };

/** Reads one sample. One sample alone means little: `LoadDecision` waits for several. */
export function strainsOf({ stats, machine }: VitalSigns): Strains {
  const { sent, received, route } = stats;
  const pictures = received.flatMap((track) => (track.picture === null || track.packets === 0 ? [] : [track.picture]));
  const sounds = received.filter((track) => track.picture === null && track.packets > 0);
  const camera = sent.find((track) => track.kind === 'camera');
  const dropped = average(pictures.map((picture) => picture.dropped));
  // The time that coding one's own picture takes, beside the time that there is for it.
  const coding = camera?.picture === null || camera?.picture === undefined || camera.picture.encodeMs === null ? 0 : (camera.picture.encodeMs * camera.picture.fps) / 1000;
  const busy = machine.busy ?? 0;
  const frame = machine.longestFrameMs ?? 0;
  const lostIn = lossOf(received);
  const freezes = pictures.reduce((sum, picture) => sum + picture.freezes, 0);
  const concealed = average(sounds.map((track) => track.concealed));
  const lostOut = lossOut(sent);
  const rtt = route.roundTripMs ?? 0;
  // What the browser believes it may send only counts while it has something to send.
  const room = camera !== undefined && camera.bitrate > 0 ? (route.availableOutgoing ?? Infinity) : Infinity;

  const machineStrain = level(
    machine.pressure === 'critical' || dropped > 0.3 || busy > 0.5 || frame > 500 || coding > 0.9,
    camera?.limitedBy === 'cpu' || machine.pressure === 'serious' || dropped > 0.1 || busy > 0.25 || frame > 200 || coding > 0.6,
  );
  return {
    machine: machineStrain,
    download: level(
      lostIn > 0.1 || (freezes > 1 && lostIn > 0.02) || (concealed > 0.12 && machineStrain < 2) || rtt > 1500,
      // A picture that stands still for want of packets, and not for want of a processor.
      lostIn > 0.04 || (freezes > 0 && machineStrain === 0) || (concealed > 0.05 && machineStrain === 0) || rtt > 700,
    ),
    upload: level(lostOut > 0.15 || room < 120_000, lostOut > 0.06 || room < 220_000),
  };
}

/** The share of what is sent that is lost, of the track that suffers most. Few packets say nothing: a silent microphone sends some each second. */
export function lossOut(sent: readonly SentTrack[]): number {
  return sent.reduce((most, track) => (track.packets < fewPackets ? most : Math.max(most, track.lost)), 0);
}

/** All packets count alike, whoever sent them: one bad sender is not a bad network of one's own. */
export function lossOf(received: readonly ReceivedTrack[]): number {
  const losing = new Set<string>();
  const people = new Set<string>();
  let lost = 0;
  let packets = 0;
  for (const track of received) {
    if (track.packets === 0) continue;
    people.add(track.identity);
    if (track.lost > 0.02) losing.add(track.identity);
    lost += (track.lost * track.packets) / Math.max(0.01, 1 - track.lost);
    packets += track.packets / Math.max(0.01, 1 - track.lost);
  }
  if (people.size > 2 && losing.size === 1) return 0;
  return packets > 0 ? lost / packets : 0;
}

function average(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function level(overloaded: boolean, strained: boolean): Strain {
  return overloaded ? 2 : strained ? 1 : 0;
}
