import { CaptionArea } from '../features/captions/CaptionArea';
import { IdleDialog } from '../features/notify/IdleDialog';
import { ReactionOverlay } from '../features/reactions/ReactionOverlay';
import { ReactionRow } from '../features/reactions/ReactionRow';
import type { Meeting } from '../meeting/meeting';

/** Over the pictures of a call: words and reactions. Loaded once one is inside. */
export default function CallTalk({ meeting }: { meeting: Meeting }) {
  return (
    <>
      <ReactionOverlay meeting={meeting} />
      <CaptionArea meeting={meeting}>
        <ReactionRow meeting={meeting} />
      </CaptionArea>
      <IdleDialog meeting={meeting} />
    </>
  );
}
