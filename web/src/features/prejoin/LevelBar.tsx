import { useEffect, useEffectEvent, useRef } from 'react';
import { openLevelMeter } from '../../client/levelMeter';
import { SilenceWatch } from '../../meeting/silence';
import styles from './PrejoinScreen.module.css';

/** Falls slower than it rises, as the eye expects of a meter. */
const fall = 0.06;

/** How loud the microphone hears; drawn past React, sixty times a second. */
export function LevelBar({ stream, label, onSilence }: { stream: MediaStream | null; label: string; onSilence: (silent: boolean) => void }) {
  const tell = useEffectEvent(onSilence);
  const bar = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const element = bar.current;
    const meter = stream === null ? null : openLevelMeter(stream);
    if (element === null || meter === null) return;
    let shown = 0;
    const watch = new SilenceWatch();
    let silent = false;
    let frame = requestAnimationFrame(function draw() {
      const level = meter.read();
      shown = Math.max(level, shown - fall);
      const now = watch.sample(level, performance.now());
      if (now !== silent) tell(now);
      silent = now;
      element.style.setProperty('--level', shown.toFixed(3));
      element.setAttribute('aria-valuenow', String(Math.round(shown * 100)));
      frame = requestAnimationFrame(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      meter.close();
      element.style.setProperty('--level', '0');
      if (silent) tell(false);
    };
  }, [stream]);

  return <div ref={bar} className={styles.level} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={0} data-testid="prejoin-level" />;
}
