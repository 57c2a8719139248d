import { Button, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue } from 'react-aria-components';
import { Icon, type IconName } from './Icon';
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

export function Select({ label, icon, options, selected, onSelect, isDisabled = false, 'data-testid': testId }: SelectProps) {
  const known = options.some((option) => option.id === selected) ? selected : (options[0]?.id ?? null);
  return (
    <AriaSelect
      aria-label={label}
      value={known}
      onChange={(key) => key !== null && onSelect(String(key))}
      isDisabled={isDisabled || options.length === 0}
      placeholder={label}
      className={styles.select ?? ''}
    >
      <Button className={styles.button ?? ''} data-testid={testId}>
        <Icon name={icon} size={18} />
        <SelectValue className={styles.value ?? ''} />
        <span className={styles.chevron}>
          <Icon name="chevron" size={16} />
        </span>
      </Button>
      <Popover className={styles.popover ?? ''} offset={6}>
        <ListBox items={options} className={styles.list ?? ''}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ''}>
              <span className={styles.itemText}>{option.label}</span>
              <span className={styles.mark}>
                <Icon name="check" size={16} />
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
