import { Button, Label, ListBox, ListBoxItem, Popover, Select as AriaSelect, SelectValue, Text } from 'react-aria-components';
import { Icon } from './Icon';
import styles from './Select.module.css';
import field from './TextField.module.css';

export interface SelectFieldProps<T extends string> {
  label: string;
  /** For a select in a table, whose row says what it is. */
  hideLabel?: boolean;
  description?: string;
  options: readonly { readonly id: T; readonly label: string }[];
  value: T;
  onChange: (id: T) => void;
  isDisabled?: boolean;
  'data-testid'?: string;
}

/** A labelled choice of one among few, in a form. */
export function SelectField<T extends string>({ label, hideLabel = false, description, options, value, onChange, isDisabled = false, 'data-testid': testId }: SelectFieldProps<T>) {
  return (
    <AriaSelect aria-label={hideLabel ? label : undefined} value={value} onChange={(key) => key !== null && onChange(key as T)} isDisabled={isDisabled} className={field.field ?? ''}>
      {!hideLabel && <Label className={field.label}>{label}</Label>}
      <Button className={styles.button ?? ''} data-testid={testId} data-value={value}>
        <SelectValue className={styles.value ?? ''} />
        <span className={styles.chevron}>
          <Icon name="chevron" size={16} />
        </span>
      </Button>
      {description !== undefined && (
        <Text slot="description" className={field.description ?? ''}>
          {description}
        </Text>
      )}
      <Popover className={styles.popover ?? ''} offset={6}>
        <ListBox items={options} className={styles.list ?? ''}>
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.label} className={styles.item ?? ''} data-testid={testId === undefined ? undefined : `${testId}-${option.id}`}>
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
