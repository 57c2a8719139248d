import { useTranslation } from 'react-i18next';
import { accessLevels, audiences, lobbyModes, rightNames, type AccessLevel, type LobbyMode, type RoomRights } from '../../client/roomsApi';
import { RadioCards } from '../../ui/RadioCards';
import { SelectField } from '../../ui/SelectField';
import { Switch } from '../../ui/Switch';
import styles from './Rooms.module.css';

/** The rules of a room, each as a field. The settings' page gathers them for one "save", the panel in the call applies each at once. */
interface FieldProps<T> {
  value: T;
  onChange: (value: T) => void;
  /** Where the field stands, for `data-testid`. */
  at: 'room' | 'host';
}

/** `allowed`: what this server's policy permits; the rest stays visible, with the reason. */
export function AccessField({ value, onChange, at, allowed }: FieldProps<AccessLevel> & { allowed: readonly AccessLevel[] }) {
  const { t } = useTranslation('manage');
  return (
    <RadioCards
      label={t('rooms.access')}
      options={accessLevels.map((id) => {
        // What a room has already it may keep.
        const isDisabled = !allowed.includes(id) && id !== value;
        return { id, title: t(`rooms.accessLevel.${id}.title`), text: isDisabled ? t('rooms.accessForbidden') : t(`rooms.accessLevel.${id}.text`), isDisabled };
      })}
      value={value}
      onChange={onChange}
      data-testid={`${at}-access`}
    />
  );
}

export function LobbyField({ value, onChange, at }: FieldProps<LobbyMode>) {
  const { t } = useTranslation('manage');
  return <SelectField label={t('rooms.lobby')} options={lobbyModes.map((id) => ({ id, label: t(`rooms.lobbyMode.${id}`) }))} value={value} onChange={onChange} data-testid={`${at}-lobby`} />;
}

export function LockField({ value, onChange, at }: FieldProps<boolean>) {
  const { t } = useTranslation('manage');
  return <Switch label={t('rooms.lock')} text={t('rooms.lockText')} isSelected={value} onChange={onChange} data-testid={at === 'host' ? 'host-lock' : 'room-locked'} />;
}

export function HistoryField({ value, onChange, at }: FieldProps<boolean>) {
  const { t } = useTranslation('manage');
  return <Switch label={t('rooms.history')} text={t('rooms.historyText')} isSelected={value} onChange={onChange} data-testid={`${at}-history`} />;
}

/** Tells of the right that is changed alone: what is shown of the others may be old. */
export function RightsFields({ value, onChange, at }: Omit<FieldProps<RoomRights>, 'onChange'> & { onChange: (change: Partial<RoomRights>) => void }) {
  const { t } = useTranslation('manage');
  return (
    <div className={styles.rights}>
      {rightNames.map((name) => (
        <div key={name} className={styles.right}>
          <span>{t(`rooms.right.${name}`)}</span>
          <SelectField
            label={t(`rooms.right.${name}`)}
            hideLabel
            options={audiences.map((id) => ({ id, label: t(`rooms.audience.${id}`) }))}
            value={value[name]}
            onChange={(audience) => onChange({ [name]: audience })}
            data-testid={`${at}-right-${name}`}
          />
        </div>
      ))}
    </div>
  );
}
