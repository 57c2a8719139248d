import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isChosenSlug } from '../../client/roomCode';
import { roomsApi, type RoomView } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { LinkButton } from '../../ui/LinkButton';
import { Notice } from '../../ui/Notice';
import { Form, Row } from '../../ui/Panel';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import { Invitation } from './Invitation';
import { RoomBasics, type Basics } from './RoomBasics';
import styles from './Rooms.module.css';

/** Makes a room to be used later, then shows what to send to others. */
export function CreateRoomDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [value, setValue] = useState<Basics>({ title: '', slug: '', access: 'trusted', lobby: 'byAccess' });
  const [slugFault, setSlugFault] = useState(false);
  const create = useMutation({
    mutationFn: () => roomsApi.create({ access: value.access, lobby: value.lobby, ...(value.title.trim() === '' ? {} : { title: value.title.trim() }), ...(value.slug === '' ? {} : { slug: value.slug }) }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['rooms'] }),
  });
  const room: RoomView | undefined = create.data;

  if (room !== undefined) {
    return (
      <Dialog title={tm('rooms.ready')} closeLabel={t('action.close')} isOpen onClose={onClose} data-testid="room-ready">
        <p className={styles.soft}>{tm('rooms.invitationText')}</p>
        <Invitation room={room} />
        <Row>
          <LinkButton href={`/${room.slug}`}>{tm('rooms.enter')}</LinkButton>
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
          if (!fault) create.mutate();
        }}
      >
        <p className={styles.soft}>{tm('rooms.createText')}</p>
        <RoomBasics exists={false} value={value} slugError={slugFault ? tm('rooms.slugInvalid') : null} onChange={(change) => setValue({ ...value, ...change })} />
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
