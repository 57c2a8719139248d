import { useTranslation } from 'react-i18next';
import { testSteps, type Finding, type FindingCode, type TestStep } from '../../client/connectionTest';
import { verdict, type ConnectionTest } from '../../meeting/connectionTest';
import { Button } from '../../ui/Button';
import { CopyButton } from '../../ui/CopyButton';
import { Icon, type IconName } from '../../ui/Icon';
import { useStore } from '../../ui/useStore';
import { reportFile, saveFile } from './report';
import styles from './Test.module.css';

/** Codes after which something can be done. */
const advised = [
  'browser-old', 'secure-not', 'device-blocked', 'device-missing', 'device-in-use', 'device-failed', 'server-slow', 'server-unreachable', 'server-busy', 'signalling-http', 'signalling-blocked',
  'media-tcp', 'media-relay', 'media-blocked', 'relay-unreachable', 'sound-lost', 'picture-lost', 'quality-weak', 'quality-losing', 'quality-machine', 'quality-bad', 'reconnect-failed',
] as const satisfies readonly FindingCode[];

type StepStatus = Finding['status'] | 'waiting' | 'running';

const icons: Record<StepStatus, IconName> = { good: 'check', weak: 'warning', bad: 'close', skipped: 'more', waiting: 'clock', running: 'clock' };

/** Whether a meeting would work from here, step by step, and what to do if not. */
export function TestScreen({ test }: { test: ConnectionTest }) {
  const { t } = useTranslation('diagnostics');
  const { phase, current, findings } = useStore(test.store);
  const started = phase !== 'idle';
  const result = verdict(findings);
  const done = Object.keys(findings).length;

  const words = ({ code, values }: Finding) => t(`result.${code}`, { ...values });
  const adviceOf = ({ code, values }: Finding) => {
    // Whoever has to open a port wants to know which.
    if ((code === 'media-tcp' || code === 'media-relay') && values?.port !== undefined) return t(`advice.${code}-port`, { port: String(values.port) });
    const known = advised.find((one) => one === code);
    return known === undefined ? '' : t(`advice.${known}`);
  };
  const text = testSteps
    .flatMap((step) => {
      const finding = findings[step];
      return finding === undefined ? [] : [`${t(`step.${step}`)}: ${t(`status.${finding.status}`)}. ${words(finding)} ${adviceOf(finding)}`.trim()];
    })
    .join('\n');

  return (
    <section className={styles.test} data-testid="test" data-phase={phase} data-verdict={phase === 'done' ? result : ''}>
      <h1 className={styles.title}>{t('title')}</h1>
      <p className={styles.lead}>{t('lead')}</p>
      <div className={styles.actions}>
        {phase === 'running' ? (
          <Button onPress={() => test.cancel()} data-testid="test-cancel">
            {t('cancel')}
          </Button>
        ) : (
          <Button look="primary" onPress={() => void test.run()} data-testid="test-start">
            {started ? t('again') : t('start')}
          </Button>
        )}
        {phase === 'running' && <progress className={styles.progress} max={testSteps.length} value={done} aria-label={t('progress', { done, all: testSteps.length })} />}
      </div>
      <p role="status" className={`${styles.verdict} ${phase === 'done' ? styles[result] : ''}`} data-testid="test-verdict">
        {phase === 'running' && current !== null && t('running', { step: t(`step.${current}`) })}
        {phase === 'done' && t(`verdict.${result}`)}
        {phase === 'cancelled' && t('cancelled')}
      </p>
      {started && (
        <>
          <h2 className={styles.subtitle}>{t('results')}</h2>
          <ol className={styles.steps}>
            {testSteps.map((step) => (
              <Step key={step} step={step} finding={findings[step]} running={current === step} words={words} advice={adviceOf} />
            ))}
          </ol>
        </>
      )}
      {(phase === 'done' || phase === 'cancelled') && done > 0 && (
        <div className={styles.report}>
          <Button onPress={() => saveFile('visio-connection-test.json', reportFile(findings, new Date(), navigator.userAgent))} data-testid="test-save">
            {t('save')}
          </Button>
          <CopyButton text={text} label={t('copy')} data-testid="test-copy" />
          <p className={styles.hint}>{t('reportHint')}</p>
        </div>
      )}
    </section>
  );
}

interface StepProps {
  step: TestStep;
  finding: Finding | undefined;
  running: boolean;
  words: (finding: Finding) => string;
  advice: (finding: Finding) => string;
}

function Step({ step, finding, running, words, advice }: StepProps) {
  const { t } = useTranslation('diagnostics');
  const status: StepStatus = finding?.status ?? (running ? 'running' : 'waiting');
  const todo = finding === undefined ? '' : advice(finding);
  return (
    <li className={`${styles.step} ${styles[status]}`} data-testid={`test-step-${step}`} data-status={status} data-code={finding?.code ?? ''}>
      <span className={styles.mark}>
        <Icon name={icons[status]} size={18} />
      </span>
      <div className={styles.words}>
        <p className={styles.name}>
          {t(`step.${step}`)} <span className={styles.status}>{t(`status.${status}`)}</span>
        </p>
        {finding !== undefined && <p>{words(finding)}</p>}
        {todo !== '' && <p className={styles.advice}>{todo}</p>}
      </div>
    </li>
  );
}
