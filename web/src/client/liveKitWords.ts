import { ConnectionError, ConnectionErrorReason, ConnectionQuality, DisconnectReason } from 'livekit-client';
import type { EndReason, LinkQuality } from './room';

/** The server may answer with an http(s) address or with none (same origin); signalling wants a WebSocket address. */
export function signallingUrl(serverUrl: string): string {
  return (serverUrl === '' ? location.origin : serverUrl).replace(/^http/, 'ws');
}

export function linkQuality(quality: ConnectionQuality): LinkQuality {
  switch (quality) {
    case ConnectionQuality.Excellent:
    case ConnectionQuality.Good:
      return 'good';
    case ConnectionQuality.Poor:
      return 'poor';
    case ConnectionQuality.Lost:
      return 'lost';
    default:
      return 'unknown';
  }
}

export function endReason(reason: DisconnectReason | undefined): EndReason {
  switch (reason) {
    case DisconnectReason.CLIENT_INITIATED:
      return 'left';
    case DisconnectReason.DUPLICATE_IDENTITY:
      return 'duplicate';
    case DisconnectReason.PARTICIPANT_REMOVED:
      return 'removed';
    case DisconnectReason.ROOM_DELETED:
    case DisconnectReason.ROOM_CLOSED:
      return 'room_closed';
    case DisconnectReason.SERVER_SHUTDOWN:
      return 'server_shutdown';
    default:
      return 'connection_lost';
  }
}

export function refusalOf(error: unknown): EndReason {
  if (!(error instanceof ConnectionError)) return 'unreachable';
  switch (error.reason) {
    case ConnectionErrorReason.NotAllowed:
      return 'refused';
    case ConnectionErrorReason.LeaveRequest:
      return endReason(error.context as DisconnectReason);
    case ConnectionErrorReason.Cancelled:
      return 'left';
    default:
      return 'unreachable';
  }
}
