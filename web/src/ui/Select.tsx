import { Button } from 'react-aria-components';
import { Icon, type IconName } from './Icon';
import { Menu } from './Menu';
import styles from './Select.module.css';

export interface SelectOption {
  id: string;
  label: string;
}

export interface SelectProps {
  label: string;
  icon: IconName;
  options: readonly SelectOption[];
  selected: string | null;
  onSelect: (id: string) => void;
  isDisabled?: boolean;
  'data-testid'?: string;
}

/** A choice of one among few beside a page's first things: a menu, so that its list is loaded when it is opened. */
export function Select({ label, icon, options, selected, onSelect, isDisabled = false, 'data-testid': testId }: SelectProps) {
  const known = options.find((option) => option.id === selected) ?? options[0];
  return (
    <div className={styles.select ?? ''}>
      <Menu
        label={label}
        trigger={
          <Button className={styles.button ?? ''} aria-label={known === undefined ? label : `${label} : ${known.label}`} isDisabled={isDisabled || known === undefined} data-testid={testId}>
            <Icon name={icon} size={18} />
            <span className={styles.value ?? ''}>{known?.label ?? label}</span>
            <span className={styles.chevron}>
              <Icon name="chevron" size={16} />
            </span>
          </Button>
        }
        choices={options.map((option) => ({ ...option, selected: option === known }))}
        onChoose={onSelect}
      />
    </div>
  );
}
