import { useTranslation } from 'react-i18next';
import type { Rect } from '../../meeting/layout';
import type { StageView } from '../../meeting/stageView';
import { IconButton } from '../../ui/IconButton';
import { place2d } from './place2d';
import styles from './Stage.module.css';

/** Turns the pages of tiles; so do a swipe and the page keys. */
export function Pager({ view, rect, page, pages }: { view: StageView; rect: Rect; page: number; pages: number }) {
  const { t } = useTranslation('stage');
  return (
    <nav className={styles.pager} style={place2d(rect)} aria-label={t('page.nav')} data-testid="pager" data-page={page + 1} data-pages={pages}>
      <IconButton icon="previous" label={t('page.previous')} look="plain" size="s" blocked={page === 0 ? t('page.first') : undefined} onPress={() => view.turn(-1)} data-testid="page-previous" />
      <span className={styles.page} role="status">
        {rect.width < 240 ? (
          <>
            <span aria-hidden="true">{t('page.short', { page: page + 1, pages })}</span>
            <span className={styles.heard}>{t('page.of', { page: page + 1, pages })}</span>
          </>
        ) : (
          t('page.of', { page: page + 1, pages })
        )}
      </span>
      <IconButton icon="next" label={t('page.next')} look="plain" size="s" blocked={page === pages - 1 ? t('page.last') : undefined} onPress={() => view.turn(1)} data-testid="page-next" />
    </nav>
  );
}
