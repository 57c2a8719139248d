import { useTranslation } from 'react-i18next';
import styles from './KeyNames.module.css';

/** Keys that have a name of their own in our texts; others are written as they are. */
const named = ['Ctrl', 'Alt', 'Shift', 'Meta', 'Space', 'Enter', 'Escape', 'Backspace', 'Delete', 'Insert', 'Home', 'End', 'PageUp', 'PageDown', 'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'] as const;
type Named = (typeof named)[number];
const isNamed = (key: string): key is Named => (named as readonly string[]).includes(key);

/** The keys of a shortcut as they are written on the keyboards of one's language. */
export function useKeyNames(): (keys: string) => readonly string[] {
  const { t } = useTranslation('access');
  return (keys) => splitKeys(keys).map((key) => (isNamed(key) ? t(`key.${key}`) : key));
}

export function KeyNames({ keys }: { keys: string }) {
  const names = useKeyNames()(keys);
  return (
    <span className={styles.keys}>
      {names.map((name) => (
        <kbd key={name} className={styles.key}>
          {name}
        </kbd>
      ))}
    </span>
  );
}

/** As `aria-keyshortcuts` wants them. */
export function ariaKeys(keys: string | undefined): string | undefined {
  return keys
    ?.replace(/\bCtrl\b/, 'Control')
    .replace(/\+\+$/, '+Plus');
}

/** `Ctrl++` is Ctrl and the plus key. */
function splitKeys(keys: string): readonly string[] {
  return keys.endsWith('+') ? [...keys.slice(0, -1).split('+').filter((key) => key !== ''), '+'] : keys.split('+');
}
