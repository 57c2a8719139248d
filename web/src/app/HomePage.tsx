import { useMutation } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api';
import { devicesAreKnown } from '../client/knownDevices';
import { loadPreferences, savePreferences } from '../client/preferences';
import { HomeScreen } from '../features/home/HomeScreen';
import { JoinForm } from '../features/home/JoinForm';
import { Page } from '../ui/Page';
import { Skeleton } from '../ui/Skeleton';
import { invitations } from './invitations';
import { navigate } from './location';
import { problemText } from './problems';
import { useNewAtOnce } from './useNewAtOnce';
import { UserMenu } from './UserMenu';
import { useSession, useTakeSession } from './useSession';

const Dashboard = lazy(() => import('./Dashboard'));

export function HomePage() {
  const { t } = useTranslation();
  const session = useSession();
  const take = useTakeSession();
  const create = useMutation({
    mutationFn: async (displayName: string | null) => {
      if (displayName !== null) {
        savePreferences({ name: displayName });
        take(await api.signIn(displayName));
      }
      const [room, straight] = await Promise.all([api.createRoom(), devicesAreKnown(navigator.permissions)]);
      return { room, straight };
    },
    onSuccess: ({ room, straight }) => {
      invitations.markNew(room.slug, straight);
      navigate(`/${room.slug}`);
    },
  });
  useNewAtOnce(session.data, () => create.mutate(null));

  const failure = create.error ?? session.error;
  const error = failure === null ? null : t(problemText(failure));
  const join = (slug: string) => navigate(`/${slug}`);
  const user = session.data?.user ?? null;
  // Until it is known who is there, neither screen: one would be replaced by the other under the person's eyes.
  const known = session.data !== undefined || session.error !== null;
  return (
    <Page title={known && user !== null ? null : t('home.title')} aside={<UserMenu />}>
      {!known ? (
        <Skeleton look="page" />
      ) : user === null ? (
        <HomeScreen
          session={session.data ?? null}
          rememberedName={loadPreferences().name}
          creating={create.isPending}
          error={error}
          onCreate={(displayName) => create.mutate(displayName)}
          onJoin={join}
          onSignIn={() => navigate('/sign-in')}
        />
      ) : (
        <Suspense fallback={<Skeleton look="page" />}>
          <Dashboard name={user.displayName} starting={create.isPending} error={error} policy={session.data?.rooms} joinForm={<JoinForm onJoin={join} />} onStart={() => create.mutate(null)} />
        </Suspense>
      )}
    </Page>
  );
}
