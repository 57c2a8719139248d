import { useCallback, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../client/room';
import type { PersonChoice } from '../features/host/PersonMenu';
import type { Meeting } from '../meeting/meeting';

/** What everybody may do with somebody else in the list of people: write to them alone, see them large. */
export function usePersonChoices(meeting: Meeting): (person: Participant) => readonly PersonChoice[] {
  const { t } = useTranslation();
  const { t: talk } = useTranslation('talk');
  const pins = useSyncExternalStore(meeting.view.store.subscribe, () => meeting.view.store.getSnapshot().pins);
  return useCallback(
    ({ identity, name, isLocal }: Participant): readonly PersonChoice[] => {
      if (isLocal) return [];
      const tile = `${identity}/camera`;
      return [
        {
          id: 'write',
          label: talk('chat.writeTo', { name }),
          icon: 'chat',
          testId: 'person-write',
          onChoose: () => {
            meeting.talk.draft.writeTo(identity);
            meeting.talk.read();
          },
        },
        { id: 'large', label: t(pins.includes(tile) ? 'control.unpin' : 'control.pin', { name }), icon: 'expand', testId: 'person-pin', onChoose: () => meeting.view.togglePin(tile) },
      ];
    },
    [meeting, pins, t, talk],
  );
}
