import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences, savePreferences } from '../../client/preferences';
import { captionLooks, captionPlaces, captionSizes, captionStyle } from '../../meeting/captionStyle';
import type { CaptionLine } from '../../meeting/captions';
import type { Meeting } from '../../meeting/meeting';
import { CopyButton } from '../../ui/CopyButton';
import { Icon } from '../../ui/Icon';
import { Name } from '../../ui/Name';
import { Switch } from '../../ui/Switch';
import { useStore } from '../../ui/useStore';
import styles from './Captions.module.css';

/** Everything that was said as text, to be read again, and how it looks over the pictures. */
export default function CaptionPanel({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { captions, liveText } = meeting.talk;
  const { lines } = useStore(captions.store);
  const { on } = useStore(liveText.store);
  const { rights } = useStore(meeting.store);
  const wanted = useStore(preferences);
  const style = captionStyle(wanted);
  const list = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);

  useEffect(() => {
    const box = list.current;
    if (box !== null && atEnd.current) box.scrollTop = box.scrollHeight;
  }, [lines]);

  return (
    <div className={styles.panel} data-testid="caption-panel">
      <div
        ref={list}
        className={styles.list}
        role="log"
        aria-label={t('captions.all')}
        aria-live="off"
        tabIndex={0}
        onScroll={({ currentTarget: box }) => {
          atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
        }}
      >
        {lines.length === 0 && <p className={styles.none}>{t('captions.none')}</p>}
        {lines.map((line) => (
          <Line key={line.key} line={line} />
        ))}
      </div>
      <div className={styles.choices}>
        {lines.length > 0 && <CopyButton text={asText(lines)} label={t('captions.copy')} />}
        <Switch label={t('captions.show')} isSelected={wanted.captionsOn} onChange={(captionsOn) => savePreferences({ captionsOn })} data-testid="captions-show" />
        <Switch label={t('live.title')} text={t('live.text')} isSelected={on} isDisabled={!rights.chat} onChange={(next) => liveText.setOn(next)} data-testid="live-text-on" />
        <Choice label={t('captions.size')} options={captionSizes.map((id) => ({ id, label: t(`captions.sizes.${id}`) }))} value={style.size} onChange={(captionSize) => savePreferences({ captionSize })} name="caption-size" />
        <Choice label={t('captions.look')} options={captionLooks.map((id) => ({ id, label: t(`captions.looks.${id}`) }))} value={style.look} onChange={(captionLook) => savePreferences({ captionLook })} name="caption-look" />
        <Choice label={t('captions.place')} options={captionPlaces.map((id) => ({ id, label: t(`captions.places.${id}`) }))} value={style.place} onChange={(captionPlace) => savePreferences({ captionPlace })} name="caption-place" />
      </div>
    </div>
  );
}

function Line({ line }: { line: CaptionLine }) {
  const { t, i18n } = useTranslation('talk');
  const time = new Date(line.at);
  return (
    <p className={`${styles.kept} ${line.isLocal ? styles.keptOwn : ''}`} data-testid="caption-kept" data-kind={line.kind}>
      <span className={styles.keptHead}>
        <Name className={styles.keptWho}>{line.isLocal ? t('chat.you') : line.name}</Name>
        {line.kind === 'typed' && (
          <span role="img" aria-label={t('captions.typed')} title={t('captions.typed')}>
            <Icon name="keyboard" size={14} />
          </span>
        )}
        <time dateTime={time.toISOString()}>{time.toLocaleTimeString(i18n.language, { hour: '2-digit', minute: '2-digit' })}</time>
      </span>
      <span lang={line.language === '' ? undefined : line.language} dir="auto">
        {line.text}
        {!line.final && ' …'}
      </span>
    </p>
  );
}

/** A few ways, side by side; native radio buttons bring their keyboard along. */
function Choice<T extends string>({ label, options, value, onChange, name }: { label: string; options: readonly { id: T; label: string }[]; value: T; onChange: (id: T) => void; name: string }) {
  return (
    <fieldset className={styles.choice}>
      <legend>{label}</legend>
      <div className={styles.options}>
        {options.map((option) => (
          <label key={option.id} className={styles.option}>
            <input type="radio" name={name} value={option.id} checked={option.id === value} onChange={() => onChange(option.id)} data-testid={`${name}-${option.id}`} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function asText(lines: readonly CaptionLine[]): string {
  return lines.map(({ name, text }) => `${name} : ${text}`).join('\n');
}
