import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Puts a refusal of the server into words: by its code where we have words for it, otherwise by its status. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error: unknown) => {
      const { code, status } = readRefusal(error);
      if (code !== null && i18n.exists(`problem.${code}`, { ns: 'manage' })) return i18n.t(`problem.${code}` as 'problem.wrong_credentials', { ns: 'manage' });
      if (status === 0) return t('error.networkText');
      if (status === 429) return t('error.rateLimited');
      return t('error.text');
    },
    [t, i18n],
  );
}

/** The stable code of a refusal, for tests and for whoever asks what went wrong. */
export function problemCode(error: unknown): string {
  return readRefusal(error).code ?? 'unknown';
}

function readRefusal(error: unknown): { code: string | null; status: number } {
  if (typeof error !== 'object' || error === null) return { code: null, status: -1 };
  const { code, status } = error as { code?: unknown; status?: unknown };
  return { code: typeof code === 'string' ? code : null, status: typeof status === 'number' ? status : -1 };
}
