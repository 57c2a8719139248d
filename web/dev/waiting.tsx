import { useEffect, useState } from 'react';
import { browserDevices } from '../src/client/devices';
import { loadPreferences } from '../src/client/preferences';
import { CameraPreview } from '../src/features/prejoin/CameraPreview';
import { WaitingScreen } from '../src/features/waiting/WaitingScreen';
import { FakeFeeds } from '../src/meeting/fake/fakeFeeds';
import { Preview } from '../src/meeting/preview';
import { WaitingRoom } from '../src/meeting/waitingRoom';
import { useStore } from '../src/ui/useStore';

/** The waiting room without a server: present, absent, message, lost, denied. */
export function FakeWaiting({ scene, title = 'Comité de direction', host = 'Camille Durand', words = 'Bonjour, nous terminons le point précédent. Encore cinq minutes !' }: { scene: string; title?: string; host?: string; words?: string }) {
  const [feeds] = useState(() => new FakeFeeds());
  const [preview] = useState(() => new Preview(browserDevices, loadPreferences()));
  const [waiting] = useState(() => new WaitingRoom({ join: () => new Promise(() => {}), giveUp: () => Promise.resolve(), waitPath: 'wait' }, feeds.open, () => {}));
  const state = useStore(preview.store);
  useEffect(() => {
    void preview.open();
    waiting.open();
    feeds.send('wait', 'state', { hostPresent: scene !== 'absent' });
    if (scene === 'message') {
      feeds.send('wait', 'message', { from: host, text: words });
      feeds.send('wait', 'message', { from: '', text: 'Merci de préparer votre pièce d’identité.' });
    }
    if (scene === 'lost') feeds.state('wait', 'lost');
    if (scene === 'denied') feeds.send('wait', 'denied', { reason: 'denied', retryAfter: 0 });
    return () => {
      preview.close();
      waiting.close();
    };
  }, [feeds, preview, waiting, scene, host, words]);
  return (
    <WaitingScreen
      waiting={waiting}
      title={title}
      name="Inès Fontaine"
      picture={<CameraPreview preview={preview} state={state} name="Inès Fontaine" />}
      refusal=""
      onSignIn={scene === 'present' ? () => {} : null}
      onCancel={() => {}}
    />
  );
}
