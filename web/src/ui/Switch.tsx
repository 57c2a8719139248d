import { Switch as AriaSwitch } from 'react-aria-components';
import styles from './Choices.module.css';

export interface SwitchProps {
  label: string;
  text?: string;
  isSelected: boolean;
  onChange: (on: boolean) => void;
  isDisabled?: boolean;
  'data-testid'?: string;
}

export function Switch({ label, text, isSelected, onChange, isDisabled = false, 'data-testid': testId }: SwitchProps) {
  return (
    <AriaSwitch isSelected={isSelected} onChange={onChange} isDisabled={isDisabled} className={styles.switch ?? ''} data-testid={testId}>
      <span className={styles.track}>
        <span className={styles.knob} />
      </span>
      <span className={styles.words}>
        <span className={styles.title}>{label}</span>
        {text !== undefined && <span className={styles.text}>{text}</span>}
      </span>
    </AriaSwitch>
  );
}
