import type { DialogProps } from './DialogFrame';
import { late } from './late';

export type { DialogProps } from './DialogFrame';

const load = () => import('./DialogFrame');
const DialogFrame = late(load, { over: true });

/** Fetches what dialogs are made of, for a page that wants to open them even when the network is gone. */
export function prepareDialogs(): void {
  load().catch(() => {});
}

/** A dialog in the middle of the page; it keeps the focus until it is closed. It is loaded when it is first opened. */
export function Dialog(props: DialogProps) {
  return props.isOpen ? <DialogFrame {...props} /> : null;
}
