import { useTranslation } from 'react-i18next';
import { preferences } from '../../client/preferences';
import type { ShortcutRunner } from '../../meeting/shortcutRunner';
import { groupOf, keysOf, shortcutGroups } from '../../meeting/shortcuts';
import { Dialog } from '../../ui/Dialog';
import { KeyNames } from '../../ui/KeyNames';
import { useStore } from '../../ui/useStore';
import styles from './Access.module.css';

/** What the keyboard can do now, here. */
export function ShortcutHelp({ shortcuts, onClose }: { shortcuts: ShortcutRunner; onClose: () => void }) {
  const { t } = useTranslation('access');
  const { t: common } = useTranslation();
  const chosen = useStore(preferences);
  const known = useStore(shortcuts.store);
  const always = [
    ['tab', ['Tab']],
    ['arrows', ['ArrowLeft', 'ArrowRight']],
    ['tileMenu', ['Enter']],
    ['escape', ['Escape']],
  ] as const;
  return (
    <Dialog title={t('shortcuts.title')} closeLabel={common('action.close')} isOpen onClose={onClose} data-testid="shortcut-help">
      <p className={styles.lead}>{chosen.shortcutsOn ? t('shortcuts.helpText') : t('shortcuts.off')}</p>
      {chosen.shortcutsOn &&
        shortcutGroups.map((group) => {
          const ids = known.filter((id) => groupOf(id) === group && keysOf(id, chosen) !== null);
          return (
            ids.length > 0 && (
              <section key={group} aria-labelledby={`help-${group}`} className={styles.part}>
                <h3 id={`help-${group}`}>{t(`group.${group}`)}</h3>
                <ul className={styles.actions}>
                  {ids.map((id) => (
                    <li key={id} className={styles.action} data-testid={`help-${id}`}>
                      <span>{t(`action.${id}`)}</span>
                      <KeyNames keys={keysOf(id, chosen) ?? ''} />
                    </li>
                  ))}
                </ul>
              </section>
            )
          );
        })}
      <section aria-labelledby="help-always" className={styles.part}>
        <h3 id="help-always">{t('shortcuts.others')}</h3>
        <ul className={styles.actions}>
          {always.map(([what, keys]) => (
            <li key={what} className={styles.action}>
              <span>{t(`shortcuts.${what}`)}</span>
              <span>
                {keys.map((key) => (
                  <KeyNames key={key} keys={key} />
                ))}
              </span>
            </li>
          ))}
        </ul>
      </section>
    </Dialog>
  );
}
