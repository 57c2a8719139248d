import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, languages } from '../i18n';
import { Button } from './Button';
import { Menu } from './Menu';

export function LanguageSwitch({ icon }: { icon: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <Menu
      label={t('lang.label')}
      trigger={
        <Button look="quiet" aria-label={`${i18n.language.toUpperCase()} · ${t('lang.label')} : ${t(`lang.${i18n.language as 'fr'}`)}`} data-testid="language">
          {icon}
          {i18n.language.toUpperCase()}
        </Button>
      }
      choices={languages.map((language) => ({ id: language, label: t(`lang.${language}`), selected: language === i18n.language, testId: `language-${language}` }))}
      onChoose={(id) => void chooseLanguage(id as 'fr')}
    />
  );
}
