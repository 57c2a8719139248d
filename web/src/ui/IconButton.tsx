import type { JSX } from 'react';
import { ToggleButton, Button, Tooltip, TooltipTrigger, type ButtonProps } from 'react-aria-components';
import { Icon, type IconName } from './Icon';
import { ariaKeys, KeyNames } from './KeyNames';
import styles from './IconButton.module.css';

export interface IconButtonProps {
  icon: IconName;
  /** The accessible name. A toggle keeps its name in both states: aria-pressed says which one it is in. */
  label: string;
  /** The tooltip, when it says more than the name: what a press does. */
  hint?: string;
  /** Shown in the tooltip and told to assistive technology, for example `Ctrl+D`. */
  shortcut?: string | undefined;
  look?: 'stage' | 'off' | 'active' | 'danger' | 'plain' | 'glass';
  /** Makes it a toggle with aria-pressed. */
  pressed?: boolean;
  badge?: number;
  badgeTestId?: string;
  size?: 'm' | 's';
  isDisabled?: boolean;
  /** Why the button does nothing now. It stays within reach, so that everybody can learn the reason. */
  blocked?: string | undefined;
  onPress?: () => void;
  'data-testid'?: string;
  className?: string;
  slot?: ButtonProps['slot'];
}

export function IconButton({ icon, label, hint = label, shortcut, look = 'stage', pressed, badge = 0, badgeTestId, size = 'm', blocked, onPress, className = '', slot, ...rest }: IconButtonProps) {
  const classes = `${styles.button} ${styles[look]} ${styles[size]} ${className}`;
  const content = (
    <>
      <Icon name={icon} size={size === 's' ? 20 : 22} />
      {badge > 0 && (
        <span className={styles.badge} aria-hidden="true" data-testid={badgeTestId}>
          {badge}
        </span>
      )}
    </>
  );
  // React Aria lets this attribute through nowhere else.
  const withKeys = (props: JSX.IntrinsicElements['button']) => <button {...props} aria-keyshortcuts={ariaKeys(shortcut)} />;
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {pressed === undefined || blocked !== undefined ? (
        <Button {...rest} slot={slot} aria-label={blocked === undefined ? label : `${label} : ${blocked}`} data-blocked={blocked !== undefined || undefined} onPress={onPress} className={classes} render={withKeys}>
          {content}
        </Button>
      ) : (
        <ToggleButton {...rest} aria-label={label} isSelected={pressed} onChange={onPress} className={classes} render={withKeys}>
          {content}
        </ToggleButton>
      )}
      <Tooltip className={styles.tooltip ?? ''} offset={8}>
        {blocked ?? hint}
        {shortcut !== undefined && <KeyNames keys={shortcut} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
