import { useTranslation } from 'react-i18next';
import type { AccessLevel, LobbyMode } from '../../client/roomsApi';
import { TextField } from '../../ui/TextField';
import { isCode } from './roomForm';
import { AccessField, LobbyField } from './ruleFields';

export interface Basics {
  title: string;
  slug: string;
  access: AccessLevel;
  lobby: LobbyMode;
}

export interface RoomSlugFieldProps {
  value: Basics;
  error: string | null;
  /** The room has a link already. */
  exists: boolean;
  onChange: (change: Partial<Basics>) => void;
}

/** The name in a room's link. */
export function RoomSlugField({ value, error, exists, onChange }: RoomSlugFieldProps) {
  const { t } = useTranslation('manage');
  const guessable = value.slug !== '' && !isCode(value.slug);
  return (
    <TextField
      label={exists ? t('rooms.slugLabelSet') : t('rooms.slugLabel')}
      value={value.slug}
      onChange={(slug) => onChange({ slug: slug.toLowerCase() })}
      maxLength={60}
      autoComplete="off"
      description={guessable && value.access === 'public' ? t('rooms.slugWarning') : t('rooms.slugHint')}
      error={error}
      data-testid="room-slug"
    />
  );
}

/** Who comes in, and who waits. */
export function RoomRulesBasics({ value, allowed, onChange }: { value: Basics; allowed: readonly AccessLevel[]; onChange: (change: Partial<Basics>) => void }) {
  return (
    <>
      <AccessField at="room" allowed={allowed} value={value.access} onChange={(access) => onChange({ access })} />
      <LobbyField at="room" value={value.lobby} onChange={(lobby) => onChange({ lobby })} />
    </>
  );
}
