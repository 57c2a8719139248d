import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Participant } from '../../client/room';
import type { ReceivedTrack, RoomStats, SentTrack } from '../../client/roomStats';

export interface DetailRow {
  readonly id: string;
  readonly label: string;
  readonly value: string;
}

export interface DetailGroup {
  readonly id: 'route' | 'sent' | 'received';
  readonly title: string;
  readonly rows: readonly DetailRow[];
  readonly empty: string;
}

/** The numbers of a call in words, the same on the screen and when they are copied. */
export function useDetails(stats: RoomStats, people: readonly Participant[]): readonly DetailGroup[] {
  const { t, i18n } = useTranslation('stress');
  return useMemo(() => {
    const number = (value: number, digits = 0) => new Intl.NumberFormat(i18n.language, { maximumFractionDigits: digits }).format(value);
    const rate = (bits: number) => (bits >= 1_000_000 ? `${number(bits / 1_000_000, 1)} Mbit/s` : `${number(bits / 1000)} kbit/s`);
    const ms = (value: number | null) => (value === null ? '' : `${number(value)} ms`);
    const percent = (share: number) => `${number(share * 100, 1)} %`;
    const join = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' · ');
    const nameOf = (identity: string) => people.find((one) => one.identity === identity)?.name ?? identity;
    const { route, signalling, sent, received } = stats;

    const describe = (track: SentTrack | ReceivedTrack) =>
      join(
        track.picture === null ? '' : t('details.size', { width: track.picture.width, height: track.picture.height, fps: number(track.picture.fps) }),
        track.codec,
        rate(track.bitrate),
        track.lost > 0 ? `${t('identity' in track ? 'details.lostIn' : 'details.lostOut')} ${percent(track.lost)}` : '',
        track.jitterMs === null ? '' : `${t('details.jitter')} ${ms(track.jitterMs)}`,
        'limitedBy' in track ? t(`details.limited.${track.limitedBy}`) : '',
      );
    const way = route.protocol === null ? 'unknown' : route.relayed ? 'relay' : route.protocol;
    const rows: DetailRow[] = [
      { id: 'way', label: t('details.route'), value: t(`details.routes.${way}`) },
      // Over a WebSocket there is nothing to tell.
      { id: 'signalling', label: t('details.signalling'), value: signalling === 'http' ? t('details.requests') : '' },
      { id: 'rtt', label: t('details.roundTrip'), value: ms(route.roundTripMs) },
      { id: 'sending', label: t('details.sending'), value: rate(route.sending) },
      { id: 'receiving', label: t('details.receiving'), value: rate(route.receiving) },
      { id: 'available', label: t('details.available'), value: route.availableOutgoing === null ? '' : rate(route.availableOutgoing) },
    ];
    return [
      { id: 'route', title: '', rows: rows.filter((row) => row.value !== ''), empty: '' },
      { id: 'sent', title: t('details.sent'), rows: sent.map((track) => ({ id: track.kind, label: t(`details.tracks.${track.kind}`), value: describe(track) })), empty: t('details.nothingSent') },
      {
        id: 'received',
        title: t('details.received'),
        rows: received.map((track) => ({ id: `${track.identity} ${track.kind}`, label: t('details.ofPerson', { track: t(`details.tracks.${track.kind}`), name: nameOf(track.identity) }), value: describe(track) })),
        empty: t('details.nothingReceived'),
      },
    ];
  }, [stats, people, t, i18n.language]);
}
