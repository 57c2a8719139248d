import { Header, Menu as AriaMenu, MenuItem, MenuSection, Popover, type PopoverProps } from 'react-aria-components';
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

export interface MenuContent {
  label: string;
  choices?: readonly MenuChoice[];
  sections?: readonly { title: string; choices: readonly MenuChoice[] }[];
  onChoose: (id: string) => void;
}

export type MenuListProps = MenuContent & Required<Pick<PopoverProps, 'isOpen' | 'onOpenChange' | 'triggerRef'>>;

/** What a menu shows when it is open. */
export function MenuList({ label, choices, sections, onChoose, ...popover }: MenuListProps) {
  return (
    <Popover {...popover} aria-label={label} className={styles.popover ?? ''} offset={8} placement="top">
      <AriaMenu
        aria-label={label}
        autoFocus="first"
        className={styles.list ?? ''}
        onAction={(key) => {
          popover.onOpenChange(false);
          onChoose(String(key));
        }}
      >
        {choices !== undefined && section('', choices)}
        {sections?.map((one) => section(one.title, one.choices))}
      </AriaMenu>
    </Popover>
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
