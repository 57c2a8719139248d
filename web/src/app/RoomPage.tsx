import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, ApiProblem } from '../client/api';
import { playChime } from '../client/chime';
import { browserDevices } from '../client/devices';
import { openFeed } from '../client/eventSource';
import { lobbyApi } from '../client/lobbyApi';
import { meetingApi } from '../client/meetingApi';
import { loadPreferences, savePreferences } from '../client/preferences';
import type { EndReason, JoinGrant } from '../client/room';
import { EndedScreen } from '../features/ended/EndedScreen';
import { CameraPreview } from '../features/prejoin/CameraPreview';
import { PrejoinScreen } from '../features/prejoin/PrejoinScreen';
import { WaitingScreen } from '../features/waiting/WaitingScreen';
import { Meeting } from '../meeting/meeting';
import { Preview } from '../meeting/preview';
import { WaitingRoom } from '../meeting/waitingRoom';
import { Waiting } from '../ui/Waiting';
import { useStore } from '../ui/useStore';
import { entryText, signInHelps } from './entryProblems';
import { invitations } from './invitations';
import { navigate } from './location';
import { RoomFailure } from './RoomFailure';

// The call and the media library come when they are needed; the pre-join screen fetches them meanwhile.
const loadCall = () => import('./CallPage');
const loadRoom = () => import('../client/liveKitRoom');
const CallPage = lazy(loadCall);

type Step =
  | { readonly at: 'prejoin'; readonly preview: Preview }
  | { readonly at: 'waiting'; readonly preview: Preview; readonly waiting: WaitingRoom; readonly name: string; readonly reason: string }
  | { readonly at: 'call'; readonly meeting: Meeting }
  | { readonly at: 'ended'; readonly reason: EndReason };

const prejoin = (): Step => ({ at: 'prejoin', preview: new Preview(browserDevices, loadPreferences()) });

/** One meeting's address: trying the devices, waiting to be let in, the call, and its end. */
export function RoomPage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>(prejoin);
  const [joining, setJoining] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const outside = step.at === 'prejoin' || step.at === 'waiting';
  const room = useQuery({
    queryKey: ['room', slug],
    queryFn: () => api.room(slug),
    refetchInterval: step.at === 'prejoin' ? 5000 : false,
    enabled: step.at === 'prejoin',
  });
  const session = useQuery({ queryKey: ['session'], queryFn: api.session });
  const guest = session.data !== undefined && session.data.user === null;
  const title = room.data?.title ?? slug;
  const signIn = useCallback(() => navigate(`/sign-in?returnTo=${encodeURIComponent(`/${slug}`)}`), [slug]);
  const onEnded = useCallback((reason: EndReason) => setStep({ at: 'ended', reason }), []);

  useEffect(() => {
    void loadRoom().catch(() => {});
    void loadCall().catch(() => {});
  }, []);

  // One's own picture stays on from the first look at it to the entry, also while waiting.
  const preview = outside ? step.preview : null;
  useEffect(() => {
    if (preview === null) return;
    void preview.open();
    return () => preview.close();
  }, [preview]);

  const waiting = step.at === 'waiting' ? step.waiting : null;
  useEffect(() => {
    if (waiting === null) return;
    waiting.open();
    return () => waiting.close();
  }, [waiting]);

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
      const [answer] = await Promise.all([lobbyApi.join(slug, name), loadRoom()]);
      if (answer.status === 'waiting') wait(preview, answer.name, answer.reason);
      else await enter(preview, answer);
    } catch (error) {
      setProblem(error);
    } finally {
      setJoining(false);
    }
  }

  function wait(preview: Preview, name: string, reason: string) {
    const waiting = new WaitingRoom(
      { join: () => lobbyApi.join(slug, name), giveUp: () => lobbyApi.giveUp(slug), waitPath: lobbyApi.waitPath(slug) },
      openFeed,
      (grant) => {
        playChime('admitted');
        void enter(preview, grant).catch(() => setStep({ at: 'ended', reason: 'unreachable' }));
      },
    );
    setStep({ at: 'waiting', preview, waiting, name, reason });
  }

  async function enter(preview: Preview, grant: JoinGrant) {
    const { LiveKitRoom } = await loadRoom();
    // As it is now: whoever waited may have switched something since.
    const media = preview.choice();
    preview.close();
    const meeting = new Meeting(new LiveKitRoom(media), browserDevices, meetingApi(slug));
    setStep({ at: 'call', meeting });
    void meeting.connect(grant, media);
  }

  switch (step.at) {
    case 'call':
      return (
        <Suspense fallback={<Waiting text={t('call.connecting')} />}>
          <CallPage meeting={step.meeting} slug={slug} title={title} link={invitations.linkTo(slug)} onEnded={onEnded} />
        </Suspense>
      );
    case 'ended':
      return <EndedScreen reason={step.reason} title={title} onRejoin={() => setStep(prejoin())} onHome={() => navigate('/')} />;
    case 'waiting':
      return <WaitingStep step={step} title={title} onSignIn={guest && step.reason === 'sign_in_required' ? signIn : null} onLeave={() => navigate('/')} />;
    case 'prejoin':
      if (room.error !== null && room.data === undefined) {
        const missing = room.error instanceof ApiProblem && room.error.status === 404;
        return <RoomFailure error={room.error} onRetry={() => void room.refetch()} onSignIn={missing && guest ? signIn : null} />;
      }
      return (
        <PrejoinScreen
          preview={step.preview}
          title={title}
          people={room.data?.participants ?? null}
          firstName={session.data?.user?.displayName ?? loadPreferences().name}
          invitation={invitations.isNew(slug) ? invitations.linkTo(slug) : null}
          joining={joining}
          problem={problem === null ? null : t(entryText(problem))}
          onSignIn={problem !== null && guest && signInHelps(problem) ? signIn : null}
          unused={room.data?.exists === false}
          onJoin={(name) => void join(step.preview, name)}
        />
      );
  }
}

function WaitingStep({ step, title, onSignIn, onLeave }: { step: Extract<Step, { at: 'waiting' }>; title: string; onSignIn: (() => void) | null; onLeave: () => void }) {
  const { t } = useTranslation();
  const { preview, waiting, name } = step;
  const { problem } = useStore(waiting.store);
  const picture = useStore(preview.store);
  return (
    <WaitingScreen
      waiting={waiting}
      title={title}
      name={name}
      picture={<CameraPreview preview={preview} state={picture} name={name} />}
      refusal={t(entryText(problem))}
      onSignIn={onSignIn}
      onCancel={() => {
        void waiting.giveUp();
        onLeave();
      }}
    />
  );
}
