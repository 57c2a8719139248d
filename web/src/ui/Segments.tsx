import { Label, Radio, RadioGroup } from 'react-aria-components';
import styles from './Segments.module.css';

export interface SegmentsProps<T extends string> {
  label: string;
  options: readonly { readonly id: T; readonly label: string }[];
  value: T;
  onChange: (id: T) => void;
  'data-testid'?: string;
}

/** One of a few short choices, side by side. */
export function Segments<T extends string>({ label, options, value, onChange, 'data-testid': testId }: SegmentsProps<T>) {
  return (
    <RadioGroup value={value} onChange={(id) => onChange(id as T)} orientation="horizontal" className={styles.group ?? ''} data-testid={testId} data-value={value}>
      <Label className={styles.label}>{label}</Label>
      <div className={styles.options}>
        {options.map((option) => (
          <Radio key={option.id} value={option.id} className={styles.option ?? ''} data-testid={testId === undefined ? undefined : `${testId}-${option.id}`}>
            {option.label}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
