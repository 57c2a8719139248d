/** Own background pictures. They stay in this browser: no server ever sees them. */
export interface OwnImage {
  readonly id: string;
  readonly blob: Blob;
}

export const imageLimit = 10;
export const imageBytes = 5 * 1024 * 1024;
export const imageTypes = ['image/jpeg', 'image/png', 'image/webp'];

export type ImageProblem = 'type' | 'size' | 'count' | 'unreadable' | 'storage';

export class ImageError extends Error {
  constructor(readonly problem: ImageProblem) {
    super(problem);
    this.name = 'ImageError';
  }
}

/** Larger than any picture that is sent needs it. */
const largest = 1920;
const database = 'visio';
const store = 'backgrounds';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(store, { keyPath: 'id' });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new ImageError('storage'));
  });
}

async function run<T>(mode: IDBTransactionMode, act: (images: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(store, mode);
      const request = act(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(new ImageError('storage'));
      transaction.onabort = () => reject(new ImageError('storage'));
    });
  } finally {
    db.close();
  }
}

export function listImages(): Promise<OwnImage[]> {
  return run('readonly', (images) => images.getAll() as IDBRequest<OwnImage[]>);
}

export async function findImage(id: string): Promise<OwnImage | undefined> {
  return run('readonly', (images) => images.get(id) as IDBRequest<OwnImage | undefined>);
}

export async function removeImage(id: string): Promise<void> {
  await run('readwrite', (images) => images.delete(id));
}

/** Draws the picture anew, so that nothing but its points is kept: no place, no date, no camera. */
export async function addImage(file: Blob): Promise<OwnImage> {
  if (!imageTypes.includes(file.type)) throw new ImageError('type');
  if (file.size > imageBytes) throw new ImageError('size');
  if ((await listImages()).length >= imageLimit) throw new ImageError('count');
  const image: OwnImage = { id: crypto.randomUUID(), blob: await redraw(file) };
  await run('readwrite', (images) => images.put(image));
  return image;
}

async function redraw(file: Blob): Promise<Blob> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new ImageError('unreadable');
  }
  const scale = Math.min(1, largest / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.9));
  if (blob === null) throw new ImageError('unreadable');
  return blob;
}
