import { useTranslation } from 'react-i18next';
import { bandwidths, savePreferences, type Bandwidth } from '../../client/preferences';
import type { Load } from '../../meeting/load';
import { RadioCards } from '../../ui/RadioCards';
import { useSelected } from '../../ui/useStore';

/** How many pictures this call and those to come may have. */
export function BandwidthChoice({ load }: { load: Load }) {
  const { t } = useTranslation('stress');
  const value = useSelected(load.store, ({ choice }) => choice);

  function choose(bandwidth: Bandwidth) {
    savePreferences({ bandwidth });
    load.choose(bandwidth);
  }

  return (
    <RadioCards
      label={t('choice.label')}
      options={bandwidths.map((id) => ({ id, title: t(`choice.${id}.title`), text: t(`choice.${id}.text`) }))}
      value={value}
      onChange={choose}
      data-testid="bandwidth"
    />
  );
}
