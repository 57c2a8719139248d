import { useTranslation } from 'react-i18next';
import { accessLevels } from '../client/roomsApi';
import { HostPanel } from '../features/host/HostPanel';
import { LiveRules } from '../features/rooms/LiveRules';
import type { Meeting } from '../meeting/meeting';
import { useSession } from './useSession';

/** The host's panel with the same fields as the room's settings; loaded when it is opened. */
export default function CallHostPanel({ meeting, slug, onEnd }: { meeting: Meeting; slug: string; onEnd: () => void }) {
  // Its words come with it.
  useTranslation('manage');
  const session = useSession();
  return (
    <HostPanel
      meeting={meeting}
      settingsLink={`/rooms/${slug}/settings`}
      rules={<LiveRules meeting={meeting} allowed={session.data?.rooms?.accessLevels ?? accessLevels} />}
      onEnd={onEnd}
    />
  );
}
