import { useEffect, useRef, type ReactNode } from 'react';
import type { Meeting } from '../../meeting/meeting';
import styles from './ControlBar.module.css';

/** Milliseconds from one look at the microphone to the next. */
const every = 80;
/** Falls slower than it rises, as the eye expects of a meter. */
const fall = 0.12;

/** Around the microphone's button: a line below its icon is as long as the microphone hears loud. Drawn past React. */
export function OwnLevel({ meeting, isOn, children }: { meeting: Meeting; isOn: boolean; children: ReactNode }) {
  const line = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    const element = line.current;
    if (element === null || !isOn) return;
    let shown = 0;
    const timer = setInterval(() => {
      if (document.hidden) return;
      const before = shown;
      shown = Math.max(meeting.ownLevel() ?? 0, shown - fall, 0);
      if (shown !== before) element.style.setProperty('--level', shown.toFixed(2));
    }, every);
    return () => clearInterval(timer);
  }, [meeting, isOn]);

  return (
    <span className={styles.levelled}>
      {children}
      {isOn && <span ref={line} className={styles.level} aria-hidden="true" data-testid="ctl-mic-level" />}
    </span>
  );
}
