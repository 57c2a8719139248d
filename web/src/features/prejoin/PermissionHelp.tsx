import { useTranslation } from 'react-i18next';
import type { DeviceProblem } from '../../client/devices';
import { thisPlatform } from '../../client/platform';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import styles from './PermissionHelp.module.css';

export interface PermissionHelpProps {
  side: 'camera' | 'microphone';
  problem: DeviceProblem;
  onRetry: () => void;
  onClose: () => void;
}

/** What to do, step by step, in this browser on this system. */
export default function PermissionHelp({ side, problem, onRetry, onClose }: PermissionHelpProps) {
  const { t } = useTranslation('devices');
  const { browser, system } = thisPlatform();
  const what = t(`help.${side}`);
  const phone = system === 'ios' || system === 'android';
  const about = problem === 'system' ? 'system' : problem === 'in-use' ? 'inUse' : problem === 'missing' ? 'missing' : 'browser';
  const steps =
    about === 'system'
      ? [t(`help.system.${system}`, { what })]
      : about === 'inUse' || about === 'missing'
        ? [t(`help.${about}.first`, { what }), t(`help.${about}.second`, { what })]
        : [t(`help.browser.${phone ? system : browser}`, { what }), t('help.reload')];
  return (
    <Dialog title={t(`help.title.${about}`, { what })} closeLabel={t('settings.close')} isOpen onClose={onClose} data-testid="permission-help">
      <div className={styles.help} data-about={about} data-browser={browser} data-system={system}>
        {about === 'system' ? <SystemDrawing /> : about === 'browser' ? <AddressDrawing /> : <PlugDrawing />}
        <ol className={styles.steps}>
          {steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {about === 'browser' && (
          <details>
            <summary>{t('help.still')}</summary>
            <p>{t(`help.system.${system}`, { what })}</p>
          </details>
        )}
        <p className={styles.calm}>{t('help.anyway')}</p>
        <Button
          look="primary"
          onPress={() => {
            onClose();
            onRetry();
          }}
        >
          {t('help.retry')}
        </Button>
      </div>
    </Dialog>
  );
}

/** An address bar whose first icon is the one to press. */
function AddressDrawing() {
  return (
    <svg viewBox="0 0 360 96" className={styles.drawing} aria-hidden="true" focusable="false">
      <rect x="4" y="4" width="352" height="88" rx="12" className={styles.frame} />
      <circle cx="24" cy="24" r="5" className={styles.faint} />
      <circle cx="40" cy="24" r="5" className={styles.faint} />
      <circle cx="56" cy="24" r="5" className={styles.faint} />
      <rect x="20" y="46" width="320" height="30" rx="15" className={styles.field} />
      <circle cx="38" cy="61" r="13" className={styles.mark} />
      <path d="M31 57h8M43 57h2M31 65h2M37 65h8M41 54v6M35 62v6" className={styles.stroke} />
      <rect x="62" y="57" width="120" height="8" rx="4" className={styles.faint} />
    </svg>
  );
}

/** A list of settings with a switch that is being turned on. */
function SystemDrawing() {
  return (
    <svg viewBox="0 0 360 96" className={styles.drawing} aria-hidden="true" focusable="false">
      <rect x="4" y="4" width="352" height="88" rx="12" className={styles.frame} />
      <rect x="24" y="24" width="130" height="8" rx="4" className={styles.faint} />
      <rect x="24" y="60" width="170" height="8" rx="4" className={styles.faint} />
      <rect x="290" y="50" width="48" height="28" rx="14" className={styles.mark} />
      <circle cx="324" cy="64" r="10" className={styles.knob} />
      <rect x="290" y="16" width="48" height="24" rx="12" className={styles.field} />
    </svg>
  );
}

/** A plug and its socket. */
function PlugDrawing() {
  return (
    <svg viewBox="0 0 360 96" className={styles.drawing} aria-hidden="true" focusable="false">
      <rect x="200" y="22" width="120" height="52" rx="10" className={styles.frame} />
      <rect x="208" y="36" width="26" height="24" rx="4" className={styles.field} />
      <path d="M40 48h76" className={styles.wire} />
      <rect x="116" y="34" width="44" height="28" rx="6" className={styles.mark} />
      <rect x="160" y="40" width="20" height="16" rx="3" className={styles.faint} />
    </svg>
  );
}
