import { useTranslation } from 'react-i18next';
import { accessLevels, lobbyModes, type AccessLevel, type LobbyMode } from '../../client/roomsApi';
import { RadioCards } from '../../ui/RadioCards';
import { SelectField } from '../../ui/SelectField';
import { TextField } from '../../ui/TextField';
import { isCode } from './roomForm';

export interface Basics {
  title: string;
  slug: string;
  access: AccessLevel;
  lobby: LobbyMode;
}

export interface RoomBasicsProps {
  value: Basics;
  slugError: string | null;
  /** The room has a link already. */
  exists: boolean;
  onChange: (change: Partial<Basics>) => void;
}

/** What one decides when a room is made, and may change later. */
export function RoomBasics({ value, slugError, exists, onChange }: RoomBasicsProps) {
  const { t } = useTranslation('manage');
  const guessable = value.slug !== '' && !isCode(value.slug);
  return (
    <>
      <TextField label={t('rooms.titleLabel')} placeholder={t('rooms.titlePlaceholder')} value={value.title} onChange={(title) => onChange({ title })} maxLength={100} autoComplete="off" data-testid="room-title" />
      <TextField
        label={exists ? t('rooms.slugLabelSet') : t('rooms.slugLabel')}
        value={value.slug}
        onChange={(slug) => onChange({ slug: slug.toLowerCase() })}
        maxLength={60}
        autoComplete="off"
        description={guessable && value.access === 'public' ? t('rooms.slugWarning') : t('rooms.slugHint')}
        error={slugError}
        data-testid="room-slug"
      />
      <RadioCards
        label={t('rooms.access')}
        options={accessLevels.map((id) => ({ id, title: t(`rooms.accessLevel.${id}.title`), text: t(`rooms.accessLevel.${id}.text`) }))}
        value={value.access}
        onChange={(access) => onChange({ access })}
        data-testid="room-access"
      />
      <SelectField label={t('rooms.lobby')} options={lobbyModes.map((id) => ({ id, label: t(`rooms.lobbyMode.${id}`) }))} value={value.lobby} onChange={(lobby) => onChange({ lobby })} data-testid="room-lobby" />
    </>
  );
}
