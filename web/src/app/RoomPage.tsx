import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiProblem } from '../client/api';
import { browserDevices } from '../client/devices';
import { loadPreferences, savePreferences } from '../client/preferences';
import type { EndReason } from '../client/room';
import { EndedScreen } from '../features/ended/EndedScreen';
import { PrejoinScreen } from '../features/prejoin/PrejoinScreen';
import { Meeting } from '../meeting/meeting';
import { Preview } from '../meeting/preview';
import { Button } from '../ui/Button';
import { Message } from '../ui/Message';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { invitations } from './invitations';
import { navigate } from './location';
import { problemText } from './problems';

// The call and the media library come when they are needed; the pre-join screen fetches them meanwhile.
const loadCall = () => import('./CallPage');
const loadRoom = () => import('../client/liveKitRoom');
const CallPage = lazy(loadCall);

type Step =
  | { readonly at: 'prejoin'; readonly preview: Preview }
  | { readonly at: 'call'; readonly meeting: Meeting }
  | { readonly at: 'ended'; readonly reason: EndReason };

const prejoin = (): Step => ({ at: 'prejoin', preview: new Preview(browserDevices, loadPreferences()) });

/** One meeting's address: trying the devices, the call, and its end. */
export function RoomPage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>(prejoin);
  const [joining, setJoining] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const room = useQuery({
    queryKey: ['room', slug],
    queryFn: () => api.room(slug),
    refetchInterval: step.at === 'prejoin' ? 5000 : false,
    enabled: step.at === 'prejoin',
  });
  const session = useQuery({ queryKey: ['session'], queryFn: api.session });

  useEffect(() => {
    void loadRoom().catch(() => {});
    void loadCall().catch(() => {});
  }, []);

  // Leaving the address (the browser's back button) leaves the meeting.
  useEffect(() => {
    if (step.at !== 'call') return;
    return () => {
      if (step.meeting.store.getSnapshot().phase !== 'ended') void step.meeting.leave();
    };
  }, [step]);

  async function join(preview: Preview, name: string) {
    setJoining(true);
    setProblem(null);
    const media = preview.choice();
    savePreferences({ name, ...media, cameraOn: preview.store.getSnapshot().camera.wanted, microphoneOn: preview.store.getSnapshot().microphone.wanted });
    try {
      const [grant, { LiveKitRoom }] = await Promise.all([api.join(slug, name), loadRoom()]);
      preview.close();
      const meeting = new Meeting(new LiveKitRoom(media), browserDevices);
      setStep({ at: 'call', meeting });
      void meeting.connect(grant, media);
    } catch (error) {
      setProblem(t(problemText(error)));
    } finally {
      setJoining(false);
    }
  }

  switch (step.at) {
    case 'call':
      return (
        <Suspense fallback={<Waiting text={t('call.connecting')} />}>
          <CallPage
            meeting={step.meeting}
            title={room.data?.title ?? slug}
            link={invitations.linkTo(slug)}
            onEnded={(reason) => setStep({ at: 'ended', reason })}
          />
        </Suspense>
      );
    case 'ended':
      return <EndedScreen reason={step.reason} title={room.data?.title ?? slug} onRejoin={() => setStep(prejoin())} onHome={() => navigate('/')} />;
    case 'prejoin':
      if (room.error !== null && room.data === undefined) {
        return <RoomFailure error={room.error} onRetry={() => void room.refetch()} />;
      }
      return (
        <PrejoinScreen
          preview={step.preview}
          title={room.data?.title ?? slug}
          people={room.data?.participants ?? null}
          firstName={session.data?.user?.displayName ?? loadPreferences().name}
          invitation={invitations.isNew(slug) ? invitations.linkTo(slug) : null}
          joining={joining}
          problem={problem}
          onJoin={(name) => void join(step.preview, name)}
        />
      );
  }
}

function RoomFailure({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { t } = useTranslation();
  const missing = error instanceof ApiProblem && error.status === 404;
  const network = error instanceof ApiProblem && error.code === 'network';
  const title = missing ? t('error.notFoundTitle') : network ? t('error.networkTitle') : t('error.title');
  return (
    <Page title={title}>
      <Message icon="warning" title={title} text={t(problemText(error))} data-testid="error" data-code={error instanceof ApiProblem ? error.code : 'unknown'}>
        {!missing && (
          <Button look="primary" onPress={onRetry}>
            {t('action.retry')}
          </Button>
        )}
        <Button look={missing ? 'primary' : 'plain'} onPress={() => navigate('/')}>
          {t('action.home')}
        </Button>
      </Message>
    </Page>
  );
}
