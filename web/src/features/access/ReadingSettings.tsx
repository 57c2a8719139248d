import { useTranslation } from 'react-i18next';
import { announcementKinds, announces, setAnnounced } from '../../client/announcements';
import { fonts, preferences, savePreferences } from '../../client/preferences';
import { chooseLanguage, languages } from '../../i18n';
import { Segments } from '../../ui/Segments';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import styles from './Access.module.css';

const sizes = ['100', '125', '150', '175', '200'] as const;

/** How the pages look and what is read out. Every choice holds at once, here and on every page. */
export function ReadingSettings() {
  const { t, i18n } = useTranslation('access');
  const { t: tj } = useTranslation();
  const chosen = useStore(preferences);
  return (
    <div className={styles.part} data-testid="access-settings">
      <Segments
        label={tj('lang.label')}
        options={languages.map((id) => ({ id, label: tj(`lang.${id}`) }))}
        value={languages.find((id) => id === i18n.language) ?? languages[0]}
        onChange={(language) => void chooseLanguage(language)}
        data-testid="access-language"
      />
      <Segments label={t('reading.font')} options={fonts.map((id) => ({ id, label: t(`font.${id}`) }))} value={chosen.font} onChange={(font) => savePreferences({ font })} data-testid="access-font" />
      <Segments
        label={t('reading.size')}
        options={sizes.map((id) => ({ id, label: t('reading.percent', { value: id }) }))}
        value={sizes.find((size) => Number(size) === chosen.textSize) ?? '100'}
        onChange={(size) => savePreferences({ textSize: Number(size) })}
        data-testid="access-size"
      />
      <p className={styles.sample} data-testid="access-sample">{t('reading.sample')}</p>
      <fieldset className={styles.switches}>
        <legend>{t('reading.comfort')}</legend>
        <Switch label={t('reading.spacing')} isSelected={chosen.spacing} onChange={(spacing) => savePreferences({ spacing })} data-testid="access-spacing" />
        <Switch label={t('reading.contrast')} text={t('reading.alsoSystem')} isSelected={chosen.moreContrast} onChange={(moreContrast) => savePreferences({ moreContrast })} data-testid="access-contrast" />
        <Switch label={t('reading.motion')} text={t('reading.alsoSystem')} isSelected={chosen.lessMotion} onChange={(lessMotion) => savePreferences({ lessMotion })} data-testid="access-motion" />
        <Switch label={t('reading.controls')} text={t('reading.controlsText')} isSelected={chosen.allControls} onChange={(allControls) => savePreferences({ allControls })} data-testid="access-controls" />
      </fieldset>
      <fieldset className={styles.switches}>
        <legend>{t('announce.title')}</legend>
        <p className={styles.lead}>{t('announce.text')}</p>
        {announcementKinds.map((kind) => (
          <Switch key={kind} label={t(`announce.${kind}`)} isSelected={announces(kind, chosen.silenced)} onChange={(on) => setAnnounced(kind, on)} data-testid={`access-announce-${kind}`} />
        ))}
      </fieldset>
    </div>
  );
}
