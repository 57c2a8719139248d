import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../client/api';
import { accessLevels, roomsApi } from '../client/roomsApi';
import { RoomSettings } from '../features/rooms/RoomSettings';
import { LinkButton } from '../ui/LinkButton';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { useProblemText } from '../ui/useProblemText';
import { navigate } from './location';
import { SignedIn } from './SignedIn';
import { UserMenu } from './UserMenu';
import { useSession } from './useSession';

/** `/rooms/{slug}/settings`. */
export default function RoomSettingsPage({ slug }: { slug: string }) {
  const { t } = useTranslation('manage');
  return (
    <Page title={t('rooms.settings')} aside={<UserMenu />}>
      <SignedIn>{(user) => <Settings slug={slug} userId={user.id} />}</SignedIn>
    </Page>
  );
}

function Settings({ slug, userId }: { slug: string; userId: string }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const session = useSession();
  const room = useQuery({ queryKey: ['room', slug], queryFn: () => roomsApi.get(slug), refetchOnWindowFocus: false });
  const missing = room.data?.exists === false || (room.error instanceof ApiProblem && room.error.status === 404);
  const isHost = room.data?.role === 'owner' || room.data?.role === 'coHost';
  if (room.data === undefined && room.error === null) return <Waiting text={t('loading')} />;
  if (room.data === undefined || missing || !isHost) {
    const text = missing ? t('rooms.missing') : room.data === undefined ? problemText(room.error) : t('rooms.notHost');
    return (
      <Message icon="warning" title={t('rooms.settings')} text={text} data-testid="error" data-code={missing ? 'room_not_found' : 'host_required'}>
        <LinkButton look="primary" href="/">
          {t('rooms.back')}
        </LinkButton>
      </Message>
    );
  }
  return <RoomSettings key={room.data.slug} room={room.data} userId={userId} allowed={session.data?.rooms?.accessLevels ?? accessLevels} onMoved={(next) => navigate(`/rooms/${next}/settings`)} onGone={() => navigate('/')} />;
}
