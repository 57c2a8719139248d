import { cloneElement, lazy, Suspense, useRef, useState, type ReactElement, type Ref } from 'react';
import type { ButtonProps } from 'react-aria-components';
import type { MenuContent } from './MenuList';

export type { MenuChoice } from './MenuList';

const load = () => import('./MenuList');
const MenuList = lazy(async () => ({ default: (await load()).MenuList }));

/** Fetches what menus are made of, for a page that wants to open them even when the network is gone. */
export function prepareMenus(): void {
  load().catch(() => {});
}

export interface MenuProps extends MenuContent {
  /** A button of React Aria, or one that hands its properties on to one. */
  trigger: ReactElement;
}

/**
 * A button that opens a list of things to do, or of things of which one is in force. The list is loaded when somebody is about to open it:
 * lists that float over a page are the heaviest part of a page that otherwise has a few buttons. The button stays the same element, so
 * that the focus finds back to it.
 */
export function Menu({ trigger, ...content }: MenuProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);

  // When it cannot be loaded now, the next press tries again.
  const prepare = () => void load().then(() => setWanted(true), () => {});
  const open = () => {
    prepare();
    setOpen(true);
  };

  return (
    <>
      {cloneElement(trigger as ReactElement<ButtonProps & { ref: Ref<HTMLButtonElement> }>, {
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': isOpen && wanted,
        onPress: open,
        onHoverStart: prepare,
        onFocus: prepare,
        onKeyDown: (event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') open();
        },
      })}
      {wanted && (
        <Suspense>
          <MenuList {...content} triggerRef={button} isOpen={isOpen} onOpenChange={setOpen} />
        </Suspense>
      )}
    </>
  );
}
