import type { ParseKeys } from 'i18next';
import { ApiProblem } from '../client/api';
import { problemText } from './problems';

const words: Readonly<Record<string, ParseKeys>> = {
  banned: 'prejoin.refused.banned',
  room_locked: 'prejoin.refused.locked',
  room_full: 'prejoin.refused.full',
  not_invited: 'prejoin.refused.notInvited',
  sign_in_required: 'prejoin.refused.signIn',
  room_not_found: 'prejoin.refused.missing',
  account_disabled: 'prejoin.refused.disabled',
  assurance_required: 'prejoin.refused.assurance',
  room_expired: 'prejoin.refused.expired',
};

/** Why somebody may not enter, in words. */
export function entryText(error: unknown): ParseKeys {
  return (error instanceof ApiProblem ? words[error.code] : undefined) ?? problemText(error);
}

/** Whether signing in may open the door. */
export function signInHelps(error: unknown): boolean {
  return error instanceof ApiProblem && (error.code === 'sign_in_required' || error.status === 401);
}
