import { Label, Slider as AriaSlider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import styles from './Slider.module.css';

export interface SliderProps {
  label: string;
  value: number;
  max: number;
  step: number;
  /** A value in words. */
  shown: (value: number) => string;
  onChange: (value: number) => void;
  'data-testid'?: string;
}

/** A value between nothing and the most. */
export function Slider({ label, value, max, step, shown, onChange, 'data-testid': testId }: SliderProps) {
  return (
    <AriaSlider value={value} minValue={0} maxValue={max} step={step} formatOptions={{ style: 'percent' }} onChange={(next) => onChange(Number(next))} className={styles.slider ?? ''} data-testid={testId}>
      <Label className={styles.label}>{label}</Label>
      <SliderOutput className={styles.output ?? ''}>{shown(value)}</SliderOutput>
      <SliderTrack className={styles.track ?? ''}>
        <div className={styles.rail} />
        <div className={styles.filled} style={{ width: `${(100 * value) / max}%` }} />
        <SliderThumb className={styles.thumb ?? ''} />
      </SliderTrack>
    </AriaSlider>
  );
}
