import type { ReactElement } from 'react';
import { Header, Menu as AriaMenu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Icon, type IconName } from './Icon';
import styles from './Select.module.css';

export interface MenuChoice {
  id: string;
  label: string;
  icon?: IconName;
  /** Given on every choice of a list of which one is in force. */
  selected?: boolean;
  testId?: string;
}

export interface MenuProps {
  label: string;
  trigger: ReactElement;
  choices?: readonly MenuChoice[];
  sections?: readonly { title: string; choices: readonly MenuChoice[] }[];
  onChoose: (id: string) => void;
}

/** A button that opens a list of things to do, or of things of which one is in force. */
export function Menu({ label, trigger, choices, sections, onChoose }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger}
      <Popover className={styles.popover ?? ''} offset={8} placement="top">
        <AriaMenu aria-label={label} className={styles.list ?? ''} onAction={(key) => onChoose(String(key))}>
          {choices !== undefined && section('', choices)}
          {sections?.map((one) => section(one.title, one.choices))}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  );
}

function section(title: string, choices: readonly MenuChoice[]) {
  const isChoice = choices.some((choice) => choice.selected !== undefined);
  return (
    <MenuSection
      key={title}
      aria-label={title === '' ? undefined : title}
      selectionMode={isChoice ? 'single' : 'none'}
      selectedKeys={choices.filter((choice) => choice.selected === true).map((choice) => choice.id)}
    >
      {title !== '' && <Header className={styles.section}>{title}</Header>}
      {choices.map((choice) => (
        <MenuItem key={choice.id} id={choice.id} textValue={choice.label} className={styles.item ?? ''} data-testid={choice.testId}>
          {choice.icon !== undefined && <Icon name={choice.icon} size={20} />}
          <span className={styles.itemText}>{choice.label}</span>
          {isChoice && (
            <span className={styles.mark}>
              <Icon name="check" size={16} />
            </span>
          )}
        </MenuItem>
      ))}
    </MenuSection>
  );
}
