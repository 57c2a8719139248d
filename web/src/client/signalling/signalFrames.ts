/** One message between us and the server over requests: the opcodes are those of WebSocket (RFC 6455, section 5.2). */
export interface SignalFrame {
  readonly opcode: number;
  readonly content: Uint8Array<ArrayBuffer>;
}

export const opcodes = { text: 1, binary: 2, close: 8 } as const;

const headerSize = 5;

/** Several messages as one body: of each, its opcode, four bytes of length in network order, and what it holds. */
export function writeFrames(frames: readonly SignalFrame[]): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(frames.reduce((sum, { content }) => sum + headerSize + content.length, 0));
  const view = new DataView(body.buffer);
  let at = 0;
  for (const { opcode, content } of frames) {
    body[at] = opcode;
    view.setUint32(at + 1, content.length);
    body.set(content, at + headerSize);
    at += headerSize + content.length;
  }
  return body;
}

/** The messages of a body; null when it is not made of whole messages: a proxy's own page, or an answer that was cut. */
export function readFrames(body: ArrayBuffer): SignalFrame[] | null {
  const bytes = new Uint8Array(body);
  const view = new DataView(body);
  const frames: SignalFrame[] = [];
  for (let at = 0; at < bytes.length; ) {
    const opcode = bytes[at];
    if (bytes.length - at < headerSize || (opcode !== opcodes.text && opcode !== opcodes.binary && opcode !== opcodes.close)) return null;
    const end = at + headerSize + view.getUint32(at + 1);
    if (end > bytes.length) return null;
    frames.push({ opcode, content: bytes.slice(at + headerSize, end) });
    at = end;
  }
  return frames;
}

export function closeFrame(code: number, reason: string): SignalFrame {
  const text = new TextEncoder().encode(reason);
  const content = new Uint8Array(2 + text.length);
  new DataView(content.buffer).setUint16(0, code);
  content.set(text, 2);
  return { opcode: opcodes.close, content };
}

/** Status and reason of a close; 1005 says that there is none (RFC 6455, section 7.4.1). */
export function readClose({ content }: SignalFrame): { readonly code: number; readonly reason: string } {
  if (content.length < 2) return { code: 1005, reason: '' };
  return { code: new DataView(content.buffer).getUint16(0), reason: new TextDecoder().decode(content.subarray(2)) };
}
