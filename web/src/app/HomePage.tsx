import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../client/api';
import { loadPreferences, savePreferences } from '../client/preferences';
import { HomeScreen } from '../features/home/HomeScreen';
import { invitations } from './invitations';
import { navigate } from './location';
import { problemText } from './problems';

export function HomePage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const session = useQuery({ queryKey: ['session'], queryFn: api.session, refetchInterval: (query) => (query.state.status === 'error' ? 5000 : false) });
  const create = useMutation({
    mutationFn: async (displayName: string | null) => {
      if (displayName !== null) {
        savePreferences({ name: displayName });
        queries.setQueryData(['session'], await api.signIn(displayName));
      }
      return api.createRoom();
    },
    onSuccess: (room) => {
      invitations.markNew(room.slug);
      navigate(`/${room.slug}`);
    },
  });
  const signOut = useMutation({
    mutationFn: api.signOut,
    onSettled: () => queries.invalidateQueries({ queryKey: ['session'] }),
  });

  const failure = create.error ?? session.error;
  return (
    <HomeScreen
      session={session.data ?? null}
      rememberedName={loadPreferences().name}
      creating={create.isPending}
      error={failure === null ? null : t(problemText(failure))}
      onCreate={(displayName) => create.mutate(displayName)}
      onJoin={(slug) => navigate(`/${slug}`)}
      onSignOut={() => signOut.mutate()}
    />
  );
}
