import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences } from '../../client/preferences';
import type { Meeting } from '../../meeting/meeting';
import { keysOf } from '../../meeting/shortcuts';
import { IconButton } from '../../ui/IconButton';
import { useSelected, useStore } from '../../ui/useStore';

export function ReactionButton({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { reactions } = meeting.talk;
  const phase = useSelected(meeting.store, (state) => state.phase);
  const rights = useSelected(meeting.store, (state) => state.rights);
  const { open } = useStore(reactions.store);
  const keys = keysOf('reactions', useStore(preferences)) ?? undefined;
  return (
    <IconButton
      icon="smile"
      label={t('reaction.title')}
      shortcut={keys}
      look={open ? 'active' : 'stage'}
      pressed={open}
      isDisabled={phase === 'connecting'}
      blocked={rights.chat ? undefined : t('reaction.taken')}
      onPress={() => reactions.setOpen(!open)}
      data-testid="ctl-reactions"
    />
  );
}

/** Takes care of the shortcut, also where there is no room for the button. */
export function useReactionKeys(meeting: Meeting): void {
  useEffect(() => {
    const { reactions } = meeting.talk;
    return meeting.shortcuts.on('reactions', () => meeting.store.getSnapshot().rights.chat && reactions.setOpen(!reactions.store.getSnapshot().open));
  }, [meeting]);
}
