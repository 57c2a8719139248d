import type { Ref } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'style'> {
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  wide?: boolean;
  ref?: Ref<HTMLButtonElement>;
  'data-testid'?: string;
}

export function Button({ look = 'plain', wide = false, ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`${styles.button} ${styles[look]} ${wide ? styles.wide : ''}`} />;
}
