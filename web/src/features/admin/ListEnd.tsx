import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/Button';
import { Notice } from '../../ui/Notice';
import { problemCode, useProblemText } from '../../ui/useProblemText';

/** Under a list: what went wrong last, and the way to the next page. */
export function ListEnd({ error, more }: { error: unknown; more: (() => void) | null }) {
  const { t } = useTranslation('admin');
  const problemText = useProblemText();
  return (
    <>
      {error !== null && (
        <Notice look="error" data-testid="admin-problem" data-code={problemCode(error)}>
          {problemText(error)}
        </Notice>
      )}
      {more !== null && (
        <Button look="quiet" onPress={more}>
          {t('more')}
        </Button>
      )}
    </>
  );
}
