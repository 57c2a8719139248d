import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type LiveMeeting } from '../../client/adminApi';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { Panel } from '../../ui/Panel';
import { Table } from '../../ui/Table';
import { useFormats } from '../../ui/useFormats';
import { useProblemText } from '../../ui/useProblemText';
import { usePages } from '../../ui/usePages';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';

/** What goes on now. */
export function Meetings() {
  const { t } = useTranslation('admin');
  const formats = useFormats();
  const problemText = useProblemText();
  const [ending, setEnding] = useState<LiveMeeting | null>(null);
  const meetings = usePages(['admin', 'meetings'], adminApi.meetings, (page) => page.meetings, { every: 5000 });
  const end = useMutation({
    mutationFn: (meeting: LiveMeeting) => adminApi.endMeeting(meeting.roomId),
    onSuccess: () => setEnding(null),
    onSettled: () => meetings.refresh(),
  });
  return (
    <Panel title={t('nav.meetings')}>
      {meetings.loaded && (
        <Table caption={t('nav.meetings')} head={[t('room.title'), t('room.link'), t('meeting.started'), t('meeting.people'), t('actions')]} empty={meetings.items.length === 0 ? t('meeting.none') : null} data-testid="meetings">
          {meetings.items.map((meeting) => (
            <tr key={meeting.roomId} data-testid="meeting" data-slug={meeting.slug}>
              <th scope="row">{meeting.title ?? '—'}</th>
              <td className={styles.moment}>{meeting.slug}</td>
              <td className={styles.moment}>{meeting.startedAt === null ? '—' : formats.minute(meeting.startedAt)}</td>
              <td className={styles.number}>{meeting.participants}</td>
              <td>
                <Button look="quiet" onPress={() => setEnding(meeting)} aria-label={`${t('meeting.end')} ${meeting.title ?? meeting.slug}`} data-testid="meeting-end">
                  {t('meeting.end')}
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <ListEnd error={meetings.error} more={meetings.more} />
      {ending !== null && (
        <Confirm
          title={t('meeting.end')}
          text={t('meeting.endText', { title: ending.title ?? ending.slug })}
          action={t('meeting.end')}
          error={end.error === null ? null : problemText(end.error)}
          busy={end.isPending}
          onConfirm={() => end.mutate(ending)}
          onClose={() => {
            end.reset();
            setEnding(null);
          }}
        />
      )}
    </Panel>
  );
}
