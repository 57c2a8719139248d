import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences } from '../client/preferences';
import type { CallSlots } from '../features/call/CallScreen';
import { CaptionButton, toggleCaptions, useCaptionKeys } from '../features/captions/CaptionButton';
import { ReactionButton, useReactionKeys } from '../features/reactions/ReactionButton';
import type { Meeting } from '../meeting/meeting';
import { useSelected, useStore } from '../ui/useStore';

const CallTalk = lazy(() => import('./CallTalk'));

/** What talking besides voice and picture puts into the call's frame. */
export function useTalkSlots(meeting: Meeting): Pick<CallSlots, 'controls' | 'overStage' | 'menu'> {
  const { t } = useTranslation('talk');
  const { captionsOn } = useStore(preferences);
  const { on } = useStore(meeting.talk.liveText.store);
  const rights = useSelected(meeting.store, (state) => state.rights);
  useReactionKeys(meeting);
  useCaptionKeys(meeting);
  return {
    controls: [
      {
        id: 'reactions',
        rank: 65,
        node: <ReactionButton meeting={meeting} />,
        choices: rights.chat ? [{ id: 'reactions', label: t('reaction.title'), icon: 'smile', testId: 'more-reactions', onChoose: () => meeting.talk.reactions.setOpen(true) }] : [],
      },
      {
        id: 'captions-on',
        rank: 40,
        node: <CaptionButton />,
        choices: [{ id: 'captions-on', label: captionsOn ? t('captions.off') : t('captions.on'), icon: 'captions', testId: 'more-captions-on', onChoose: toggleCaptions }],
      },
    ],
    menu: rights.chat ? [{ id: 'live-text', label: on ? t('live.stop') : t('live.title'), icon: 'keyboard', testId: 'more-live-text', onChoose: () => meeting.talk.liveText.setOn(!on) }] : [],
    overStage: (
      <Suspense>
        <CallTalk meeting={meeting} />
      </Suspense>
    ),
  };
}
