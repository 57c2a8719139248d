import { useTranslation } from 'react-i18next';
import { playChime } from '../../client/chime';
import { preferences, savePreferences, type Preferences } from '../../client/preferences';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import styles from './Notify.module.css';

type Flag = { [K in keyof Preferences]: Preferences[K] extends boolean ? K : never }[keyof Preferences];

const sounds = ['soundPresence', 'soundMessage', 'soundHand', 'soundKnock'] as const satisfies readonly Flag[];
const toasts = ['toastPresence', 'toastMessage', 'toastHand'] as const satisfies readonly Flag[];
const help = ['autoMute', 'idleLeave'] as const satisfies readonly Flag[];

/** What of a call is heard and shown as news. */
export function NotificationSettings() {
  const { t } = useTranslation('talk');
  const { soundVolume } = useStore(preferences);
  return (
    <div className={styles.settings} data-testid="notification-settings">
      <section className={styles.part} aria-labelledby="notify-sounds">
        <h3 id="notify-sounds">{t('notify.sounds')}</h3>
        <div className={styles.volume}>
          <label htmlFor="notify-volume">{t('notify.volume')}</label>
          <input
            id="notify-volume"
            type="range"
            min={0}
            max={100}
            step={5}
            value={Math.round(soundVolume * 100)}
            aria-valuetext={soundVolume === 0 ? t('notify.silent') : `${Math.round(soundVolume * 100)} %`}
            onChange={(event) => savePreferences({ soundVolume: Number(event.target.value) / 100 })}
            data-testid="notify-volume"
          />
          <Button onPress={() => playChime('message', soundVolume)} isDisabled={soundVolume === 0} data-testid="notify-try">
            <Icon name="sound" size={18} />
            {t('notify.try')}
          </Button>
        </div>
        <Flags names={sounds} />
      </section>
      <section className={styles.part} aria-labelledby="notify-toasts">
        <h3 id="notify-toasts">{t('notify.toasts')}</h3>
        <Flags names={toasts} />
        <p className={styles.note}>{t('notify.many')}</p>
      </section>
      <section className={styles.part} aria-labelledby="notify-help">
        <h3 id="notify-help">{t('notify.help')}</h3>
        <Flags names={help} />
      </section>
    </div>
  );
}

function Flags({ names }: { names: readonly (typeof sounds | typeof toasts | typeof help)[number][] }) {
  const { t } = useTranslation('talk');
  const wanted = useStore(preferences);
  return (
    <>
      {names.map((name) => (
        <Switch key={name} label={t(`notify.${name}`)} isSelected={wanted[name]} onChange={(on) => savePreferences({ [name]: on })} data-testid={`notify-${name}`} />
      ))}
    </>
  );
}
