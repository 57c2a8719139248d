import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Writes points in time and numbers the way the language does. */
export function useFormats() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
    const minute = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
    const number = new Intl.NumberFormat(i18n.language);
    return {
      day: (iso: string) => day.format(new Date(iso)),
      minute: (iso: string) => minute.format(new Date(iso)),
      number: (value: number) => number.format(value),
    };
  }, [i18n.language]);
}
