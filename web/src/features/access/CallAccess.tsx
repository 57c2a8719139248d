import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import styles from './Access.module.css';
import { moveRegion, rememberFocus } from './regions';
import { statusText } from './statusText';

const ShortcutHelp = lazy(async () => ({ default: (await import('./ShortcutHelp')).ShortcutHelp }));

/** What a call has for whoever uses it by keyboard or by ear: ways between its parts, how it stands, and help. */
export function CallAccess({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('access');
  const [help, setHelp] = useState(false);
  const [status, setStatus] = useState('');

  useEffect(rememberFocus, []);

  useEffect(() => {
    const { shortcuts } = meeting;
    const stops = [
      shortcuts.on('nextRegion', () => moveRegion(1, false)),
      shortcuts.on('previousRegion', () => moveRegion(-1, false)),
      shortcuts.on('help', () => setHelp(true)),
      shortcuts.on('status', () => {
        const said = statusText(t, meeting.store.getSnapshot(), meeting.speaking());
        // Said again when asked again: a region that does not change is not read.
        setStatus((before) => (before === said ? `${said}\u00a0` : said));
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [meeting, t]);

  // These hold whatever is chosen: without them some people could not get anywhere.
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'F6' || event.defaultPrevented || event.altKey || event.metaKey) return;
      if (moveRegion(event.shiftKey ? -1 : 1, event.ctrlKey)) event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);

  return (
    <>
      <p className={styles.hidden} role="status" data-testid="call-status">
        {status}
      </p>
      <Suspense>{help && <ShortcutHelp shortcuts={meeting.shortcuts} onClose={() => setHelp(false)} />}</Suspense>
    </>
  );
}
