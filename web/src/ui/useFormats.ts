import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Writes points in time and numbers the way the language does. */
export function useFormats() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const day = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' });
    const minute = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'short' });
    const number = new Intl.NumberFormat(i18n.language);
    const hours = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'hour', unitDisplay: 'short' });
    const minutes = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'minute', unitDisplay: 'short' });
    const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 });
    return {
      day: (iso: string) => day.format(new Date(iso)),
      minute: (iso: string) => minute.format(new Date(iso)),
      number: (value: number) => number.format(value),
      /** How long something took: `1 h 20 min`. */
      minutes: (total: number) => [total >= 60 ? hours.format(Math.floor(total / 60)) : '', total % 60 > 0 || total < 60 ? minutes.format(total % 60) : ''].filter((part) => part !== '').join(' '),
      /** 1 is 100 %. */
      percent: (value: number) => percent.format(value),
    };
  }, [i18n.language]);
}
