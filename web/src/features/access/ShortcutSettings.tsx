import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences, savePreferences } from '../../client/preferences';
import { groupOf, keyProblem, keysOf, shortcutGroups, shortcutIds, usualKeys, withKeys, type ShortcutId } from '../../meeting/shortcuts';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { useKeyNames } from '../../ui/KeyNames';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import styles from './Access.module.css';
import { KeyCapture } from './KeyCapture';

/** Actions that something happens with only while their keys are held. */
const held: ReadonlySet<ShortcutId> = new Set(['talk']);

/** Every shortcut, to be changed, removed, brought back, or all switched off. */
export function ShortcutSettings() {
  const { t } = useTranslation('access');
  const names = useKeyNames();
  const chosen = useStore(preferences);
  const [said, setSaid] = useState({ text: '', wrong: false });
  const shown = { ...chosen, shortcutsOn: true };

  function take(id: ShortcutId, keys: string | null): boolean {
    const action = t(`action.${id}`);
    const written = keys === null ? '' : names(keys).join(' ');
    const problem = keys === null ? null : keyProblem(keys, id, chosen);
    if (problem === null) {
      savePreferences({ shortcuts: withKeys(chosen.shortcuts, id, keys) });
      setSaid({ text: keys === null ? t('shortcuts.removed', { action }) : t('shortcuts.changed', { action, keys: written }), wrong: false });
      return true;
    }
    const text =
      problem.kind === 'taken'
        ? t('shortcuts.taken', { keys: written, other: t(`action.${problem.by}`) })
        : problem.kind === 'browser'
          ? t('shortcuts.browser', { keys: written })
          : t('shortcuts.reader', { keys: written });
    setSaid({ text, wrong: true });
    return false;
  }

  return (
    <div className={styles.part} data-testid="shortcut-settings">
      <p className={styles.lead}>{t('shortcuts.lead')}</p>
      <Switch label={t('shortcuts.on')} text={t('shortcuts.onText')} isSelected={chosen.shortcutsOn} onChange={(shortcutsOn) => savePreferences({ shortcutsOn })} data-testid="shortcuts-on" />
      <p role="status" className={`${styles.said} ${said.wrong ? styles.wrong : ''}`} data-testid="shortcut-said">
        {said.text}
      </p>
      {shortcutGroups.map((group) => (
        <section key={group} aria-labelledby={`shortcuts-${group}`}>
          <h3 id={`shortcuts-${group}`}>{t(`group.${group}`)}</h3>
          <ul className={styles.actions}>
            {shortcutIds
              .filter((id) => groupOf(id) === group)
              .map((id) => {
                const keys = keysOf(id, shown);
                const action = t(`action.${id}`);
                return (
                  <li key={id} className={styles.action}>
                    <span>
                      {action}
                      {held.has(id) && <span className={styles.note}>{t('shortcuts.held')}</span>}
                    </span>
                    <span className={styles.keys}>
                      <KeyCapture action={action} keys={keys} onKeys={(pressed) => take(id, pressed)} data-testid={`shortcut-${id}`} />
                      {keys !== usualKeys(id) ? (
                        <IconButton icon="restore" label={t('shortcuts.usual', { action })} look="plain" size="s" onPress={() => take(id, usualKeys(id))} data-testid={`shortcut-${id}-usual`} />
                      ) : (
                        <IconButton icon="close" label={t('shortcuts.remove', { action })} look="plain" size="s" onPress={() => take(id, null)} data-testid={`shortcut-${id}-remove`} />
                      )}
                    </span>
                  </li>
                );
              })}
          </ul>
        </section>
      ))}
      <div>
        <Button
          onPress={() => {
            savePreferences({ shortcuts: {}, shortcutsOn: true });
            setSaid({ text: t('shortcuts.resetDone'), wrong: false });
          }}
          data-testid="shortcuts-reset"
        >
          {t('shortcuts.reset')}
        </Button>
      </div>
    </div>
  );
}
