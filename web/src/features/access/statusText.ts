import type { TFunction } from 'i18next';
import type { MeetingState } from '../../meeting/meeting';

/** How the meeting stands, in sentences, for whoever does not see it (EN 301 549, 6.4 and 6.6: who speaks, without sight). */
export function statusText(t: TFunction<'access'>, { microphoneOn, cameraOn, sharing, people, hands, self, facts }: MeetingState, speaking: readonly string[]): string {
  const nameOf = (identity: string) => people.find((one) => one.identity === identity)?.name ?? '';
  const speakers = speaking.map(nameOf).filter((name) => name !== '');
  const raised = hands.filter((identity) => identity !== self?.identity).map(nameOf);
  const screens = people.filter((one) => one.sharing && !one.isLocal).map((one) => one.name);
  const list = (names: readonly string[]) => names.join(', ');
  return [
    microphoneOn ? t('status.micOn') : t('status.micOff'),
    cameraOn ? t('status.cameraOn') : t('status.cameraOff'),
    sharing ? t('status.sharing') : '',
    self !== undefined && self.handSince !== null ? t('status.hand', { place: hands.indexOf(self.identity) + 1 }) : '',
    t('status.people', { count: people.length }),
    speakers.length > 0 ? t('status.speaking', { names: list(speakers) }) : t('status.silence'),
    raised.length > 0 ? t('status.hands', { names: list(raised) }) : '',
    screens.length > 0 ? t('status.screens', { names: list(screens) }) : '',
    facts.locked ? t('status.locked') : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
