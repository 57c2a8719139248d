import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { readKeys } from '../../client/keyboard';
import { KeyNames } from '../../ui/KeyNames';
import styles from './Access.module.css';

export interface KeyCaptureProps {
  /** What the keys are for. */
  action: string;
  keys: string | null;
  /** Answers whether the keys were taken; otherwise one may press others. Null removes them. */
  onKeys: (keys: string | null) => boolean;
  'data-testid'?: string;
}

/** Shows keys; pressed, it takes the next keys instead. Escape leaves it as it was, and Tab goes on as everywhere. */
export function KeyCapture({ action, keys, onKeys, 'data-testid': testId }: KeyCaptureProps) {
  const { t } = useTranslation('access');
  const [waiting, setWaiting] = useState(false);

  function onKeyDown(event: KeyboardEvent) {
    if (!waiting || event.key === 'Tab') return;
    // The dialog around must not close, nor the page scroll.
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    const pressed = readKeys(event.nativeEvent);
    if (pressed === 'Escape') setWaiting(false);
    else if (pressed === 'Backspace') setWaiting(!onKeys(null));
    else if (pressed !== null) setWaiting(!onKeys(pressed));
  }

  return (
    <button
      type="button"
      className={styles.capture}
      data-key-capture={waiting || undefined}
      aria-label={waiting ? `${t('shortcuts.press')} ${t('shortcuts.pressHint')}` : undefined}
      onClick={() => setWaiting(true)}
      onKeyDown={onKeyDown}
      // A button is pressed when Space is let go.
      onKeyUp={(event) => waiting && event.preventDefault()}
      onBlur={() => setWaiting(false)}
      data-testid={testId}
      data-keys={keys ?? ''}
    >
      {!waiting && <span className={styles.hidden}>{t('shortcuts.change', { action })} </span>}
      {waiting ? t('shortcuts.press') : keys === null ? t('shortcuts.none') : <KeyNames keys={keys} />}
    </button>
  );
}
