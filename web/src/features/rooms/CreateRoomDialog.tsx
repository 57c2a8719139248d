import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../client/api';
import { isChosenSlug } from '../../client/roomCode';
import { accessLevels, roomsApi } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Invitation } from '../../ui/Invitation';
import { LinkButton } from '../../ui/LinkButton';
import { Notice } from '../../ui/Notice';
import { Form, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import { RoomRulesBasics, RoomSlugField, type Basics } from './RoomBasics';
import styles from './Rooms.module.css';

/** A meeting for later: a link that stays, with nothing to decide unless one wants to; then what to send to others. */
export function CreateRoomDialog({ policy, onClose }: { policy: Session['rooms']; onClose: () => void }) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const usual: Basics = { title: '', slug: '', access: policy?.defaultAccess ?? 'trusted', lobby: policy?.defaultLobby ?? 'byAccess' };
  const [value, setValue] = useState<Basics>(usual);
  const [open, setOpen] = useState(false);
  const [slugFault, setSlugFault] = useState(false);
  const edit = (change: Partial<Basics>) => setValue({ ...value, ...change });
  const create = useMutation({
    mutationFn: () =>
      roomsApi.create({
        access: value.access,
        lobby: value.lobby,
        ...(value.title.trim() === '' ? {} : { title: value.title.trim() }),
        ...(value.slug === '' ? {} : { slug: value.slug }),
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rooms'] }),
  });
  const room = create.data;

  if (room !== undefined) {
    return (
      <Dialog title={tm('rooms.ready')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="room-ready">
        <p className={styles.soft}>{tm('rooms.readyText')}</p>
        <Invitation title={room.title} url={room.url} code={room.slug} whole />
        <Row>
          <LinkButton href={`/${room.slug}`}>
            {tm('rooms.enter')}
          </LinkButton>
          <LinkButton look="quiet" href={`/rooms/${room.slug}/settings`} data-testid="room-ready-settings">
            {tm('rooms.settings')}
          </LinkButton>
        </Row>
      </Dialog>
    );
  }
  return (
    <Dialog title={tm('rooms.createTitle')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="room-create">
      <Form
        onSubmit={() => {
          const fault = value.slug !== '' && !isChosenSlug(value.slug);
          setSlugFault(fault);
          if (fault) setOpen(true);
          else create.mutate();
        }}
      >
        <p className={styles.soft}>{tm('rooms.createText')}</p>
        <TextField label={tm('rooms.titleOptional')} placeholder={tm('rooms.titlePlaceholder')} value={value.title} onChange={(title) => edit({ title })} maxLength={100} autoComplete="off" autoFocus data-testid="room-title" />
        <details className={styles.options} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary data-testid="room-create-options">{tm('rooms.options')}</summary>
          <div className={styles.live}>
            <RoomSlugField exists={false} value={value} error={slugFault ? tm('rooms.slugInvalid') : null} onChange={edit} />
            <RoomRulesBasics allowed={policy?.accessLevels ?? accessLevels} value={value} onChange={edit} />
          </div>
        </details>
        {create.error !== null && (
          <Notice look="error" data-testid="room-problem" data-code={problemCode(create.error)}>
            {problemText(create.error)}
          </Notice>
        )}
        <Button look="primary" type="submit" isDisabled={create.isPending} data-testid="room-create-do">
          {tm('rooms.createGo')}
        </Button>
      </Form>
    </Dialog>
  );
}
