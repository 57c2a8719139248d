import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { preferences, savePreferences } from '../../client/preferences';
import { browserSound } from '../../client/soundCheck';
import type { PreviewState } from '../../meeting/preview';
import { SoundCheck } from '../../meeting/soundCheck';
import { Button } from '../../ui/Button';
import { Icon } from '../../ui/Icon';
import { Select } from '../../ui/Select';
import { useStore } from '../../ui/useStore';
import styles from './PrejoinScreen.module.css';

const bandwidths = ['auto', 'low', 'audio'] as const;

/** Trying one's sound, and how much the meeting may ask of the connection. None of it is needed to enter. */
export function SoundChecks({ state, onBackground }: { state: PreviewState; onBackground: () => void }) {
  const { t } = useTranslation('devices');
  const [check] = useState(() => new SoundCheck(browserSound));
  const { doing, failed } = useStore(check.store);
  const { bandwidth } = useStore(preferences);
  const { stream } = state.microphone;
  return (
    <div className={styles.checks}>
      <div className={styles.checkButtons}>
        <Button look="quiet" isDisabled={doing !== 'nothing'} onPress={() => void check.testSpeaker(state.chosen.audiooutput)} data-testid="prejoin-test-speaker" data-state={doing === 'testing' ? 'playing' : ''}>
          <Icon name="sound" size={18} />
          {doing === 'testing' ? t('check.testing') : t('check.speaker')}
        </Button>
        <Button look="quiet" isDisabled={doing !== 'nothing' || stream === null} onPress={() => stream !== null && void check.hearMyself(stream, state.chosen.audiooutput)} data-testid="prejoin-hear" data-state={doing}>
          <Icon name="microphone" size={18} />
          {doing === 'recording' ? t('check.recording') : doing === 'playing' ? t('check.playing') : t('check.hear')}
        </Button>
        <Button look="quiet" onPress={onBackground} data-testid="prejoin-background">
          <Icon name="person" size={18} />
          {t('background.title')}
        </Button>
      </div>
      <p className={styles.checkNews} role="status">
        {failed ? t('check.failed') : doing === 'recording' ? t('check.speakNow') : ''}
      </p>
      <Select
        label={t('bandwidth.title')}
        icon="signal"
        options={bandwidths.map((id) => ({ id, label: t(`bandwidth.${id}`) }))}
        selected={bandwidth}
        onSelect={(id) => savePreferences({ bandwidth: bandwidths.find((one) => one === id) ?? 'auto' })}
        data-testid="prejoin-bandwidth"
      />
    </div>
  );
}
