/**
 * The layers that a camera's picture is sent in (simulcast), so that everybody gets one that suits their window and their network.
 * Declared once, when the picture is published; what is captured may become smaller or larger afterwards.
 */

/** Heights of the layers below the picture itself. */
const lower: Record<number, readonly number[]> = { 1080: [180, 540], 720: [180, 360], 360: [180], 180: [] };

/** Bits a second that VP8 needs for each height. Of the smallest a quarter of the images has to fit beside speech on a link of 150 kbit/s. */
const bitrates: readonly (readonly [height: number, bits: number])[] = [
  [180, 100_000],
  [360, 450_000],
  [540, 900_000],
  [720, 1_700_000],
  [1080, 3_000_000],
];

/** A small picture of somebody is as good with fewer frames, and costs whoever sees many of them less. */
const smallFrameRate = 20;

export interface LayerShape {
  readonly height: number;
  readonly bitrate: number;
  readonly frameRate: number;
}

export function bitrateOf(height: number): number {
  return (bitrates.find(([known]) => height <= known) ?? bitrates.at(-1))?.[1] ?? 0;
}

/** What is sent besides the picture in full, the smallest first. */
export function lowerLayers(height: number, frameRate: number): readonly LayerShape[] {
  return (lower[height] ?? []).map((one) => ({ height: one, bitrate: bitrateOf(one), frameRate: frameRateOf(one, frameRate) }));
}

/** A parameter set of one layer, as `RTCRtpSender.setParameters` takes it. */
export interface SentLayer {
  readonly active: boolean;
  readonly scaleResolutionDownBy: number;
  readonly maxBitrate: number;
  readonly maxFramerate: number;
}

/**
 * The layers now. Where the picture became smaller than layers that were declared, the first one that carries all of it stands for
 * those above it, which rest: the same picture is not sent twice.
 *
 * @param declared heights of the layers, the smallest first
 * @param height of the picture that is captured now
 * @param asked by layer, whether anybody wants it; null before the server has said so
 */
export function layersNow(declared: readonly number[], height: number, bits: number, frameRate: number, asked: readonly boolean[] | null): readonly SentLayer[] {
  const full = Math.max(0, declared.findIndex((layer, index) => layer >= height || index === declared.length - 1));
  return declared.map((layer, index) => ({
    active: index <= full && (asked === null || (index < full ? asked[index] === true : asked.slice(index).includes(true))),
    scaleResolutionDownBy: index < full ? height / layer : 1,
    maxBitrate: index < full ? bitrateOf(layer) : bits,
    maxFramerate: index < full ? frameRateOf(layer, frameRate) : frameRate,
  }));
}

function frameRateOf(height: number, frameRate: number): number {
  return height < 360 ? Math.min(smallFrameRate, frameRate) : frameRate;
}
