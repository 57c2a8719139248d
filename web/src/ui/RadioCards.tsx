import { Label, Radio, RadioGroup } from 'react-aria-components';
import styles from './Choices.module.css';

export interface RadioCardsProps<T extends string> {
  label: string;
  options: readonly { readonly id: T; readonly title: string; readonly text: string; readonly isDisabled?: boolean }[];
  value: T;
  onChange: (id: T) => void;
  isDisabled?: boolean;
  'data-testid'?: string;
}

/** A choice that needs explaining: each option says in a sentence what it means. */
export function RadioCards<T extends string>({ label, options, value, onChange, isDisabled = false, 'data-testid': testId }: RadioCardsProps<T>) {
  return (
    <RadioGroup value={value} onChange={(id) => onChange(id as T)} isDisabled={isDisabled} className={styles.group ?? ''} data-testid={testId} data-value={value}>
      <Label className={styles.label}>{label}</Label>
      {options.map((option) => (
        <Radio key={option.id} value={option.id} isDisabled={option.isDisabled ?? false} className={styles.choice ?? ''} data-testid={testId === undefined ? undefined : `${testId}-${option.id}`}>
          <span className={styles.dot} />
          <span className={styles.words}>
            <span className={styles.title}>{option.title}</span>
            <span className={styles.text}>{option.text}</span>
          </span>
        </Radio>
      ))}
    </RadioGroup>
  );
}
