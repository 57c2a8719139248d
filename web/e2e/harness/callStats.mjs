// What a page of the product receives, as the browser counts it.

/** In the page, before its own scripts: remembers its peer connections, to ask them. */
export function rememberConnections() {
  const Native = globalThis.RTCPeerConnection;
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      globalThis.connections.push(this);
    }
  };
}

/** Totals of everything received so far, all tracks together. */
export const received = page => page.evaluate(async () => {
  const sum = { at: performance.now(), frames: 0, freezes: 0, freezeSeconds: 0, samples: 0, concealed: 0, packets: 0, lost: 0, width: 0 };
  for (const pc of globalThis.connections) {
    if (pc.connectionState === 'closed') continue;
    for (const s of (await pc.getStats()).values()) {
      if (s.type !== 'inbound-rtp') continue;
      sum.packets += s.packetsReceived ?? 0;
      sum.lost += s.packetsLost ?? 0;
      if (s.kind === 'video') {
        sum.frames += s.framesDecoded ?? 0;
        sum.freezes += s.freezeCount ?? 0;
        sum.freezeSeconds += s.totalFreezesDuration ?? 0;
        if ((s.framesDecoded ?? 0) > 0) sum.width = Math.max(sum.width, s.frameWidth ?? 0);
      } else {
        sum.samples += s.totalSamplesReceived ?? 0;
        // What is made up while nothing is sent is silence, and no loss.
        sum.concealed += (s.concealedSamples ?? 0) - (s.silentConcealedSamples ?? 0);
      }
    }
  }
  return sum;
});

/** How many pictures were sent so far, by layer, and how many were received. */
export const pictures = page => page.evaluate(async () => {
  const count = { sent: {}, received: 0 };
  for (const pc of globalThis.connections) {
    if (pc.connectionState === 'closed') continue;
    for (const s of (await pc.getStats()).values()) {
      if (s.kind !== 'video') continue;
      if (s.type === 'outbound-rtp') count.sent[s.ssrc] = s.framesSent ?? 0;
      if (s.type === 'inbound-rtp') count.received += s.framesReceived ?? 0;
    }
  }
  return count;
});

/**
 * How many of the pictures that one sends the other receives, from now on: as many, but for a tenth and what is on its way. What is on its way
 * may be much at one moment, and is ever less of all: asks until it is so, for two minutes at most.
 */
export async function arrivals(from, to) {
  // What is received is counted before and after what is sent.
  const had = (await pictures(to)).received;
  const before = (await pictures(from)).sent;
  return async () => {
    for (const end = Date.now() + 120_000; ;) {
      const now = (await pictures(from)).sent;
      const received = (await pictures(to)).received - had;
      // Of the layers that are sent, the one with the fewest: it may be the one that is received.
      const sent = Math.min(...Object.entries(now).map(([layer, count]) => count - (before[layer] ?? 0)).filter(count => count > 0));
      if (received >= sent * 0.9 - 3 || Date.now() > end) return { sent, received };
      await new Promise(resolve => setTimeout(resolve, 1000));
    }
  };
}

/** What came between two answers of {@link received}. */
export function between(before, now) {
  const seconds = (now.at - before.at) / 1000;
  return {
    seconds,
    fps: (now.frames - before.frames) / seconds,
    freezes: now.freezes - before.freezes,
    frozenSeconds: now.freezeSeconds - before.freezeSeconds,
    concealed: (now.concealed - before.concealed) / Math.max(1, now.samples - before.samples),
    width: now.width,
  };
}

/** `udp`, `tcp`, or `relay-` and the protocol to the relay. */
export const mediaWay = page => page.evaluate(async () => {
  for (const pc of globalThis.connections.toReversed()) {
    const stats = await pc.getStats();
    const transport = [...stats.values()].find(s => s.type === 'transport' && s.selectedCandidatePairId);
    if (transport === undefined) continue;
    const local = stats.get(stats.get(transport.selectedCandidatePairId).localCandidateId);
    return local.candidateType === 'relay' ? `relay-${local.relayProtocol}` : local.protocol;
  }
  return 'none';
});
