import { Component, lazy, Suspense, useState, type ComponentType, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import styles from './Late.module.css';
import { Waiting } from './Waiting';

/** Also a function that fetches the part before it is shown; it does nothing when that fails. */
export type LatePart<P> = ComponentType<P> & { readonly prepare: () => Promise<void> };

/**
 * A part of the page that is loaded when it is first shown. Unlike a bare `lazy`, one that cannot be loaded leaves the rest of the page, a
 * call above all, as it was: it says so in its own place and can be tried again. What is there is shown at once: whoever waits, even for a
 * moment, is shown that for at least 300 ms (React's own measure against flicker). `over` is for dialogs, which have no place in the page.
 */
export function late<P extends object>(load: () => Promise<{ default: ComponentType<P> }>, { over = false } = {}): LatePart<P> {
  let loaded: ComponentType<P> | null = null;
  const loadOnce = async () => {
    const part = await load();
    loaded = part.default;
    return part;
  };

  function Late(props: P) {
    const { t } = useTranslation();
    // A rejected import stays rejected: another try needs another one.
    const [Part, setPart] = useState<ComponentType<P>>(() => loaded ?? lazy(loadOnce));
    const [tries, setTries] = useState(0);
    const again = () => {
      setPart(() => lazy(loadOnce));
      setTries(tries + 1);
    };
    return (
      <Guard
        key={tries}
        instead={(hide) => (
          <div className={over ? styles.over : styles.part} role="alert" data-testid="late-failed">
            <p>{t('error.partFailed')}</p>
            <Button onPress={again}>{t('action.retry')}</Button>
            {over && (
              <Button look="quiet" onPress={hide}>
                {t('action.close')}
              </Button>
            )}
          </div>
        )}
      >
        <Suspense fallback={over ? null : <Waiting text={t('app.loading')} />}>
          <Part {...props} />
        </Suspense>
      </Guard>
    );
  }

  const prepare = () => loadOnce().then(() => {}, () => {});
  return Object.assign(Late, { prepare });
}

interface GuardProps {
  children: ReactNode;
  instead: (hide: () => void) => ReactNode;
}

interface GuardState {
  failed: 'no' | 'shown' | 'hidden';
}

class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { failed: 'no' };

  static getDerivedStateFromError(): GuardState {
    return { failed: 'shown' };
  }

  override render() {
    const { failed } = this.state;
    if (failed === 'no') return this.props.children;
    return failed === 'shown' ? this.props.instead(() => this.setState({ failed: 'hidden' })) : null;
  }
}
