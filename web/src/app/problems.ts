import type { ParseKeys } from 'i18next';
import { ApiProblem } from '../client/api';

/** What to tell a person about a failed call to the server. */
export function problemText(error: unknown): ParseKeys {
  if (!(error instanceof ApiProblem)) return 'error.text';
  if (error.code === 'network') return 'error.networkText';
  switch (error.status) {
    case 401:
    case 403:
      return 'error.forbidden';
    case 404:
      return 'error.notFoundText';
    case 409:
      return 'error.full';
    case 429:
      return 'error.rateLimited';
    default:
      return 'error.text';
  }
}
