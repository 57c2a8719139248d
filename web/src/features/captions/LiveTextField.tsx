import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Meeting } from '../../meeting/meeting';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import { useStore } from '../../ui/useStore';
import styles from './Captions.module.css';

/** The field whose every key the others read. It says so as long as it is there. */
export function LiveTextField({ meeting }: { meeting: Meeting }) {
  const { t } = useTranslation('talk');
  const { liveText } = meeting.talk;
  const { text, failed } = useStore(liveText.store);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  function stop() {
    liveText.setOn(false);
    // What had the focus goes away.
    document.querySelector<HTMLElement>('[data-testid="ctl-captions"], [data-testid="ctl-more"]')?.focus();
  }

  return (
    <form
      aria-label={t('live.title')}
      className={styles.live}
      onSubmit={(event) => {
        event.preventDefault();
        liveText.finish();
      }}
      data-testid="live-text"
    >
      <label className={styles.liveLabel} htmlFor="live-text-field">
        <Icon name="keyboard" size={16} />
        {failed ? t('live.failed') : t('live.label')}
      </label>
      <div className={styles.liveRow}>
        <input
          ref={field}
          id="live-text-field"
          className={styles.liveInput}
          value={text}
          autoComplete="off"
          placeholder={t('live.placeholder')}
          onChange={(event) => liveText.type(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') stop();
          }}
          data-testid="live-text-input"
        />
        <IconButton icon="check" label={t('live.finish')} look="plain" size="s" isDisabled={text.trim() === ''} onPress={() => liveText.finish()} data-testid="live-text-finish" />
        <IconButton icon="close" label={t('live.stop')} look="plain" size="s" onPress={stop} data-testid="live-text-stop" />
      </div>
    </form>
  );
}
