import { FieldError, Input, Label, Text, TextField as AriaTextField } from 'react-aria-components';
import styles from './TextField.module.css';

export interface TextFieldProps {
  label: string;
  hideLabel?: boolean;
  value: string;
  onChange: (value: string) => void;
  placeholder?: string;
  error?: string | null;
  maxLength?: number;
  autoComplete?: string;
  autoFocus?: boolean;
  type?: 'text' | 'email' | 'password' | 'url' | 'search' | 'number' | 'date' | 'datetime-local';
  /** Under the field, read with it. */
  description?: string;
  isRequired?: boolean;
  isDisabled?: boolean;
  monospace?: boolean;
  /** Called with what is pasted; true when that was all there is to do. */
  onPasteText?: (text: string) => boolean;
  'data-testid'?: string;
}

export function TextField({ label, hideLabel = false, error = null, placeholder, monospace = false, description, onPasteText, 'data-testid': testId, ...rest }: TextFieldProps) {
  return (
    <AriaTextField {...rest} aria-label={hideLabel ? label : undefined} isInvalid={error !== null} validationBehavior="aria" className={styles.field ?? ''}>
      {!hideLabel && <Label className={styles.label}>{label}</Label>}
      <Input
        className={`${styles.input} ${monospace ? styles.code : ''}`}
        placeholder={placeholder}
        data-testid={testId}
        spellCheck={false}
        onPaste={(event) => {
          if (onPasteText?.(event.clipboardData.getData('text')) === true) event.preventDefault();
        }}
      />
      {description !== undefined && (
        <Text slot="description" className={styles.description ?? ''}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </AriaTextField>
  );
}
