import { Checkbox, CheckboxGroup, Label } from 'react-aria-components';
import styles from './Choices.module.css';
import { Icon } from './Icon';

export interface ChecksProps<T extends string> {
  label: string;
  options: readonly { readonly id: T; readonly label: string }[];
  value: readonly T[];
  onChange: (ids: T[]) => void;
}

/** Any number of things out of a list. */
export function Checks<T extends string>({ label, options, value, onChange }: ChecksProps<T>) {
  return (
    <CheckboxGroup value={[...value]} onChange={(ids) => onChange(ids as T[])} className={styles.group ?? ''}>
      <Label className={styles.label}>{label}</Label>
      <div className={styles.checks}>
        {options.map((option) => (
          <Checkbox key={option.id} value={option.id} className={styles.check ?? ''}>
            <span className={styles.box}>
              <Icon name="check" size={14} />
            </span>
            {option.label}
          </Checkbox>
        ))}
      </div>
    </CheckboxGroup>
  );
}
