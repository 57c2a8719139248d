import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../client/room';
import type { Meeting } from '../../meeting/meeting';
import { anyPower, powersOver, type LiveRole } from '../../meeting/roles';
import { Confirm } from '../../ui/Confirm';
import type { IconName } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { Menu, type MenuChoice } from '../../ui/Menu';
import { useSelected } from '../../ui/useStore';
import { RenameDialog } from './RenameDialog';

const stopIcons: Record<'microphone' | 'camera' | 'screenShare', IconName> = { microphone: 'microphone-off', camera: 'camera-off', screenShare: 'share-stop' };

/** Something to choose in the menu of a person that other parts of the call bring. */
export type PersonChoice = MenuChoice & { readonly onChoose: () => void };

export interface PersonMenuProps {
  meeting: Meeting;
  identity: string;
  look: 'glass' | 'plain';
  /** What everybody may do, before what hosts may. */
  more?: (person: Participant) => readonly PersonChoice[];
}

/** What one may do to one person, or to oneself. Nothing is drawn for whom nothing can be done to. */
export function PersonMenu({ meeting, identity, look, more = () => [] }: PersonMenuProps) {
  const person = useSelected(meeting.store, ({ people }) => people.find((one) => one.identity === identity));
  return person === undefined ? null : <MenuOf meeting={meeting} person={person} look={look} more={more(person)} />;
}

function MenuOf({ meeting, person, look, more }: { meeting: Meeting; person: Participant; look: 'glass' | 'plain'; more: readonly PersonChoice[] }) {
  const { t } = useTranslation();
  const self = useSelected(meeting.store, (state) => state.self);
  const facts = useSelected(meeting.store, (state) => state.facts);
  const [asking, setAsking] = useState<'rename' | 'remove' | 'ban' | null>(null);
  const { moderation } = meeting;
  const { identity, name } = person;
  const powers = powersOver(self, person, facts);
  const known = self !== undefined && self.role !== 'none';
  if (!anyPower(powers) && !(person.isLocal && known) && more.length === 0) return null;

  const lit = facts.spotlight.includes(identity);
  const choices: MenuChoice[] = [
    ...(person.isLocal && known ? [{ id: 'rename', label: t('moderate.rename'), icon: 'pencil' as const, testId: 'person-rename' }] : []),
    ...more,
    ...powers.stop.map((source) => ({ id: `stop ${source}`, label: t(`moderate.${source}`), icon: stopIcons[source], testId: `person-stop-${source}` })),
    ...(powers.askUnmute ? [{ id: 'ask', label: t('moderate.askUnmute'), icon: 'microphone' as const, testId: 'person-ask-unmute' }] : []),
    ...(powers.lowerHand ? [{ id: 'hand', label: t('moderate.lowerHand'), icon: 'hand' as const, testId: 'person-lower-hand' }] : []),
    ...(powers.spotlight ? [{ id: 'spotlight', label: lit ? t('moderate.unspotlight') : t('moderate.spotlight'), icon: 'star' as const, testId: 'person-spotlight' }] : []),
    ...powers.roles.map((role) => ({ id: `role ${role}`, label: t(`moderate.role.${role}`), icon: 'shield' as const, testId: `person-role-${role}` })),
    ...(powers.remove
      ? [
          { id: 'remove', label: t('moderate.remove'), icon: 'remove' as const, testId: 'person-remove' },
          { id: 'ban', label: t('moderate.ban'), icon: 'ban' as const, testId: 'person-ban' },
        ]
      : []),
  ];

  function choose(choice: string) {
    const [what = '', which = ''] = choice.split(' ');
    const other = more.find((one) => one.id === choice);
    if (other !== undefined) other.onChoose();
    else if (what === 'rename' || what === 'remove' || what === 'ban') setAsking(what);
    else if (what === 'stop') void moderation.stop(identity, which as 'microphone');
    else if (what === 'ask') void moderation.askUnmute(identity);
    else if (what === 'hand') void moderation.lowerHand(identity);
    else if (what === 'spotlight') void moderation.spotlight(lit ? facts.spotlight.filter((one) => one !== identity) : [...facts.spotlight, identity]);
    else if (what === 'role') void moderation.setRole(identity, which as LiveRole);
  }

  const label = person.isLocal ? t('people.actionsSelf') : t('people.actions', { name });
  return (
    <>
      <Menu label={label} trigger={<IconButton icon="more" label={label} look={look} size="s" data-testid="person-menu" />} choices={choices} onChoose={choose} />
      {(asking === 'remove' || asking === 'ban') && (
        <Confirm
          title={t(`moderate.${asking}Title`, { name })}
          text={t(`moderate.${asking}Text`)}
          action={t(`moderate.${asking}`)}
          onConfirm={() => {
            setAsking(null);
            void moderation.remove(identity, asking === 'ban');
          }}
          onClose={() => setAsking(null)}
        />
      )}
      {asking === 'rename' && (
        <RenameDialog
          name={self?.name ?? name}
          onClose={() => setAsking(null)}
          onName={(next) => {
            setAsking(null);
            void moderation.rename(identity, next);
          }}
        />
      )}
    </>
  );
}
