/**
 * The segmentation model is published without a description of its input, which the library that runs it insists on: that
 * colours go in as numbers from 0 to 1. This writes one in front of the model (both are FlatBuffers, whose references only
 * point forward), and leaves the model itself as it is.
 */

type Value = number | Node;
/** A scalar of 1 or 4 bytes, or something that lies elsewhere in the file. */
type Field = { readonly index: number; readonly bytes: 1 | 4; readonly value: Value };
type Node =
  | { readonly kind: 'table'; readonly fields: readonly Field[] }
  | { readonly kind: 'vector'; readonly items: readonly Node[] }
  | { readonly kind: 'floats'; readonly items: readonly number[] }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** A place in the model that follows. */
  | { readonly kind: 'place'; readonly at: number };

const table = (...fields: Field[]): Node => ({ kind: 'table', fields });
const vector = (...items: Node[]): Node => ({ kind: 'vector', items });
const ref = (index: number, value: Node): Field => ({ index, bytes: 4, value });
const number = (index: number, value: number): Field => ({ index, bytes: 4, value });
const byte = (index: number, value: number): Field => ({ index, bytes: 1, value });

/** Writes from front to back: parents before children. */
class Writer {
  private bytes = new Uint8Array(4096);
  private view = new DataView(this.bytes.buffer);
  private end = 0;
  /** References into what follows, to be filled in when it is known where that begins. */
  private readonly later: { readonly from: number; readonly at: number }[] = [];

  write(root: Node, identifier: string): Uint8Array {
    this.end = 8;
    for (let i = 0; i < 4; i++) this.bytes[4 + i] = identifier.charCodeAt(i);
    this.refer(0, root);
    this.align(16);
    return this.bytes.slice(0, this.end);
  }

  /** Makes the references into what follows point there; `follows` is where it will begin. */
  resolve(into: Uint8Array, follows: number): void {
    const view = new DataView(into.buffer, into.byteOffset);
    for (const { from, at } of this.later) view.setUint32(from, follows + at - from, true);
  }

  private refer(from: number, node: Node): void {
    if (node.kind === 'place') this.later.push({ from, at: node.at });
    else this.view.setUint32(from, this.put(node) - from, true);
  }

  private put(node: Exclude<Node, { kind: 'place' }>): number {
    switch (node.kind) {
      case 'table':
        return this.putTable(node.fields);
      case 'vector': {
        const start = this.reserve(4 + node.items.length * 4, 4);
        this.view.setUint32(start, node.items.length, true);
        node.items.forEach((item, i) => this.refer(start + 4 + i * 4, item));
        return start;
      }
      case 'floats': {
        const start = this.reserve(4 + node.items.length * 4, 4);
        this.view.setUint32(start, node.items.length, true);
        node.items.forEach((item, i) => this.view.setFloat32(start + 4 + i * 4, item, true));
        return start;
      }
      case 'text': {
        const start = this.reserve(4 + node.text.length + 1, 4);
        this.view.setUint32(start, node.text.length, true);
        for (let i = 0; i < node.text.length; i++) this.bytes[start + 4 + i] = node.text.charCodeAt(i);
        return start;
      }
      case 'bytes': {
        // The contents, which may be read as numbers, begin at a multiple of 16.
        this.align(16);
        const start = this.reserve(16 + node.bytes.length, 4) + 12;
        this.view.setUint32(start, node.bytes.length, true);
        this.bytes.set(node.bytes, start + 4);
        return start;
      }
    }
  }

  private putTable(fields: readonly Field[]): number {
    const slots = Math.max(0, ...fields.map(({ index }) => index + 1));
    const described = this.reserve(4 + slots * 2, 4);
    const start = this.reserve(4 + fields.length * 4, 4);
    this.view.setUint16(described, 4 + slots * 2, true);
    this.view.setUint16(described + 2, 4 + fields.length * 4, true);
    this.view.setInt32(start, start - described, true);
    fields.forEach((field, i) => {
      const at = start + 4 + i * 4;
      this.view.setUint16(described + 4 + field.index * 2, at - start, true);
      if (typeof field.value === 'number') {
        if (field.bytes === 1) this.view.setUint8(at, field.value);
        else this.view.setUint32(at, field.value, true);
      }
    });
    fields.forEach((field, i) => {
      if (typeof field.value !== 'number') this.refer(start + 4 + i * 4, field.value);
    });
    return start;
  }

  private reserve(size: number, alignment: number): number {
    this.align(alignment);
    const start = this.end;
    this.end += size;
    if (this.end > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.end, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return start;
  }

  private align(alignment: number): void {
    this.end = Math.ceil(this.end / alignment) * alignment;
  }
}

/** Fields of the formats (schema.fbs and metadata_schema.fbs of TensorFlow Lite). */
const model = { version: 0, operatorCodes: 1, subgraphs: 2, description: 3, buffers: 4, metadata: 6 } as const;
const normalization = 1;
const imageProperties = 2;
const rgb = 1;

function description(): Uint8Array {
  const input = table(
    ref(3, table(byte(0, imageProperties), ref(1, table(byte(0, rgb))))),
    ref(4, vector(table(byte(0, normalization), ref(1, table(ref(0, { kind: 'floats', items: [0] }), ref(1, { kind: 'floats', items: [255] })))))),
  );
  return new Writer().write(table(ref(3, vector(table(ref(2, vector(input)), ref(3, vector(table())))))), 'M001');
}

export function describeModel(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const root = view.getUint32(0, true);
  const layout = root - view.getInt32(root, true);
  const field = (index: number) => {
    const slot = 4 + index * 2;
    const offset = slot < view.getUint16(layout, true) ? view.getUint16(layout + slot, true) : 0;
    return offset === 0 ? null : root + offset;
  };
  const target = (index: number): Node => {
    const at = field(index);
    if (at === null) throw new Error('not a model');
    return { kind: 'place', at: at + view.getUint32(at, true) };
  };
  const buffers = target(model.buffers);
  const start = buffers.kind === 'place' ? buffers.at : 0;
  const count = view.getUint32(start, true);
  const kept = Array.from({ length: count }, (_, i): Node => {
    const at = start + 4 + i * 4;
    return { kind: 'place', at: at + view.getUint32(at, true) };
  });
  const version = field(model.version);
  const writer = new Writer();
  const front = writer.write(
    table(
      number(model.version, version === null ? 3 : view.getUint32(version, true)),
      ref(model.operatorCodes, target(model.operatorCodes)),
      ref(model.subgraphs, target(model.subgraphs)),
      ref(model.buffers, vector(...kept, table(ref(0, { kind: 'bytes', bytes: description() })))),
      ref(model.metadata, vector(table(ref(0, { kind: 'text', text: 'TFLITE_METADATA' }), number(1, count)))),
    ),
    'TFL3',
  );
  const described = new Uint8Array(front.length + bytes.length);
  writer.resolve(front, front.length);
  described.set(front);
  described.set(bytes, front.length);
  return described;
}
