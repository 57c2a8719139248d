import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi } from '../client/accountsApi';
import { api, ApiProblem } from '../client/api';
import { playChime } from '../client/chime';
import { browserDevices } from '../client/devices';
import { openFeed } from '../client/eventSource';
import { insideOf } from '../client/insideApi';
import { lobbyApi } from '../client/lobbyApi';
import { browserMachine } from '../client/machine';
import { tallestPicture } from '../client/mediaSettings';
import { meetingApi } from '../client/meetingApi';
import { browserNetwork } from '../client/network';
import { loadPreferences, savePreferences } from '../client/preferences';
import type { EndReason, JoinGrant, MediaChoice } from '../client/room';
import { EndedScreen } from '../features/ended/EndedScreen';
import { CameraPreview } from '../features/prejoin/CameraPreview';
import { PrejoinScreen } from '../features/prejoin/PrejoinScreen';
import { callTexts, loadTexts } from '../i18n';
import { Meeting } from '../meeting/meeting';
import { Preview } from '../meeting/preview';
import { WaitingRoom } from '../meeting/waitingRoom';
import { late } from '../ui/late';
import { Page } from '../ui/Page';
import { Waiting } from '../ui/Waiting';
import { useStore } from '../ui/useStore';
import { entryText, signInHelps } from './entryProblems';
import { invitations } from './invitations';
import { navigate } from './location';
import { RoomFailure } from './RoomFailure';
import { isStepUp } from './stepUp';

// The call and the media library come when they are needed; the pre-join screen fetches them meanwhile.
const loadCall = async () => (await Promise.all([import('./CallPage'), loadTexts(callTexts)]))[0];
const loadRoom = () => import('../client/liveKitRoom');
const CallPage = lazy(loadCall);
const WaitingScreen = late(async () => ({ default: (await import('../features/waiting/WaitingScreen')).WaitingScreen }));
const BackgroundDialog = lazy(() => import('./BackgroundDialog'));

type Step =
  | { readonly at: 'prejoin'; readonly preview: Preview }
  | { readonly at: 'waiting'; readonly preview: Preview; readonly waiting: WaitingRoom; readonly name: string; readonly reason: string }
  | { readonly at: 'straight'; readonly preview: Preview }
  | { readonly at: 'call'; readonly meeting: Meeting; readonly since: number; readonly name: string }
  | { readonly at: 'ended'; readonly reason: EndReason; readonly minutes: number | null; readonly again: Again | null };

/** As what somebody was inside, to be so again. */
type Again = Pick<MediaChoice, 'microphoneOn' | 'cameraOn'> & { readonly name: string };

/** Whom the network or the server put out goes straight back in; whoever left, or was sent away, looks at themselves first. */
const byMisfortune: ReadonlySet<EndReason> = new Set(['connection_lost', 'unreachable', 'server_shutdown']);

function againOf({ meeting, name }: Extract<Step, { at: 'call' }>): Again {
  const { self, microphoneOn, cameraOn } = meeting.store.getSnapshot();
  return { name: self?.name ?? name, microphoneOn, cameraOn };
}

const prejoin = (): Step => ({ at: 'prejoin', preview: new Preview(browserDevices, loadPreferences()) });

/** A meeting that one just made, with devices that are known, is entered at once, with microphone and camera as they were last time. */
const firstStep = (slug: string): Step => ({ ...prejoin(), at: invitations.takeStraight(slug) ? 'straight' : 'prejoin' }) as Step;

/** One meeting's address: trying the devices, waiting to be let in, the call, and its end. */
export function RoomPage({ slug }: { slug: string }) {
  const { t } = useTranslation();
  const [step, setStep] = useState<Step>(() => firstStep(slug));
  const [joining, setJoining] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const outside = step.at === 'prejoin' || step.at === 'waiting';
  const room = useQuery({
    queryKey: ['room', slug],
    queryFn: () => api.room(slug),
    refetchInterval: step.at === 'prejoin' ? 5000 : false,
    enabled: step.at === 'prejoin',
  });
  const inside = useQuery({
    queryKey: ['inside', slug, room.data?.participants],
    queryFn: () => insideOf(slug),
    enabled: step.at === 'prejoin' && (room.data?.participants ?? 0) > 0,
    retry: false,
  });
  const [choosing, setChoosing] = useState(false);
  const session = useQuery({ queryKey: ['session'], queryFn: api.session });
  const guest = session.data !== undefined && session.data.user === null;
  const title = room.data?.title ?? slug;
  const signIn = useCallback(() => navigate(`/sign-in?returnTo=${encodeURIComponent(`/${slug}`)}`), [slug]);
  const onEnded = useCallback(
    (reason: EndReason) =>
      setStep((last) =>
        last.at === 'call'
          ? { at: 'ended', reason, minutes: Math.floor((Date.now() - last.since) / 60_000), again: byMisfortune.has(reason) ? againOf(last) : null }
          : { at: 'ended', reason, minutes: null, again: null },
      ),
    [],
  );

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

  const straight = step.at === 'straight' ? step.preview : null;
  const ownName = session.data?.user?.displayName ?? loadPreferences().name;
  const entering = useRef(false);
  useEffect(() => {
    if (straight === null || entering.current || session.data === undefined) return;
    entering.current = true;
    void join(straight, ownName);
  });

  function rejoin(again: Again) {
    const preview = new Preview(browserDevices, { ...loadPreferences(), ...again });
    entering.current = true;
    setStep({ at: 'straight', preview });
    void join(preview, again.name);
  }

  async function join(preview: Preview, name: string) {
    setJoining(true);
    setProblem(null);
    const media = preview.choice();
    const { camera, microphone } = preview.store.getSnapshot();
    const { microphoneId, speakerId } = media;
    // Which way a phone's camera looks is for this meeting.
    const cameraId = media.cameraId?.startsWith('facing:') === true ? loadPreferences().cameraId : media.cameraId;
    savePreferences({ name, devicesSeen: true, microphoneId, cameraId, speakerId, cameraOn: camera.wanted, microphoneOn: microphone.wanted });
    try {
      const [answer] = await Promise.all([lobbyApi.join(slug, name), loadRoom()]);
      if (answer.status === 'waiting') wait(preview, answer.name, answer.reason);
      else await enter(preview, answer, name);
    } catch (error) {
      setProblem(error);
      // Whoever was to go straight in sees why not, and tries again from there.
      setStep((now) => (now.at === 'straight' ? { at: 'prejoin', preview: now.preview } : now));
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
        void enter(preview, grant, name).catch(() => setStep({ at: 'ended', reason: 'unreachable', minutes: null, again: null }));
      },
    );
    setStep({ at: 'waiting', preview, waiting, name, reason });
  }

  async function enter(preview: Preview, grant: JoinGrant, name: string) {
    const { LiveKitRoom } = await loadRoom();
    // As it is now: whoever waited may have switched something since.
    const media = preview.choice();
    preview.close();
    const meeting = new Meeting(new LiveKitRoom(media), browserDevices, meetingApi(slug), { machine: browserMachine, network: browserNetwork, bandwidth: loadPreferences().bandwidth, tallestPicture: tallestPicture(loadPreferences()) });
    setStep({ at: 'call', meeting, since: Date.now(), name });
    void meeting.connect(grant, media);
  }

  switch (step.at) {
    case 'straight':
      return (
        <Page title={t('call.connecting')}>
          <Waiting text={t('call.connecting')} />
        </Page>
      );
    case 'call':
      return (
        <Suspense fallback={<Waiting text={t('call.connecting')} />}>
          <CallPage meeting={step.meeting} slug={slug} title={title} link={invitations.linkTo(slug)} onEnded={onEnded} />
        </Suspense>
      );
    case 'ended': {
      const { reason, minutes, again } = step;
      return <EndedScreen reason={reason} title={title} minutes={minutes} onRejoin={() => (again === null ? setStep(prejoin()) : rejoin(again))} onHome={() => navigate('/')} />;
    }
    case 'waiting':
      return <WaitingStep step={step} title={title} onSignIn={guest && step.reason === 'sign_in_required' ? signIn : null} onLeave={() => navigate('/')} />;
    case 'prejoin':
      if (room.error !== null && room.data === undefined) {
        const missing = room.error instanceof ApiProblem && room.error.status === 404;
        return <RoomFailure error={room.error} onRetry={() => void room.refetch()} onSignIn={missing && guest ? signIn : null} />;
      }
      return (
        <>
          <PrejoinScreen
            preview={step.preview}
            title={title}
            people={room.data?.participants ?? null}
            firstName={ownName}
            settingsLink={session.data?.user != null && (room.data?.role === 'owner' || room.data?.role === 'coHost') ? `/rooms/${slug}/settings` : null}
            invitation={invitations.isNew(slug) ? invitations.linkTo(slug) : null}
            joining={joining}
            problem={problem === null ? null : t(entryText(problem))}
            onSignIn={isStepUp(problem) ? () => location.assign(accountsApi.openIdConnectUrl(`/${slug}`, false, 'host')) : problem !== null && guest && signInHelps(problem) ? signIn : null}
            unused={room.data?.exists === false}
            names={inside.data?.people.map(({ name }) => name) ?? []}
            onBackground={() => setChoosing(true)}
            onJoin={(name) => void join(step.preview, name)}
          />
          {choosing && (
            <Suspense>
              <BackgroundDialog preview={step.preview} onClose={() => setChoosing(false)} />
            </Suspense>
          )}
        </>
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
