import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roomsApi, type AccessLevel, type RoomView } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { LinkButton } from '../../ui/LinkButton';
import { Notice } from '../../ui/Notice';
import { Form, Panel, Row } from '../../ui/Panel';
import { Invitation } from '../../ui/Invitation';
import { TextField } from '../../ui/TextField';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import { RoomActions } from './RoomActions';
import { RoomBans } from './RoomBans';
import { RoomRulesBasics, RoomSlugField } from './RoomBasics';
import { changeOf, faultsOf, formOf, type RoomFormFault } from './roomForm';
import { RoomPeople } from './RoomPeople';
import styles from './Rooms.module.css';
import { HistoryField, LockField, RightsFields } from './ruleFields';

export interface RoomSettingsProps {
  room: RoomView;
  /** The caller, who may not take their own rights away by accident. */
  userId: string;
  /** The accesses that this server's policy permits. */
  allowed: readonly AccessLevel[];
  /** The room has another link now, or there is another room to show. */
  onMoved: (slug: string) => void;
  onGone: () => void;
}

/** Everything about a room that can be decided outside a meeting. */
export function RoomSettings({ room, userId, allowed, onMoved, onGone }: RoomSettingsProps) {
  const { t } = useTranslation('manage');
  return (
    <div className={styles.settings} data-testid="room-settings-page">
      <div className={styles.heading}>
        <h1>{room.title ?? room.slug}</h1>
        <Row>
          <LinkButton look="quiet" href="/">
            {t('rooms.back')}
          </LinkButton>
          <LinkButton look="primary" href={`/${room.slug}`}>
            {t('rooms.enter')}
          </LinkButton>
        </Row>
      </div>
      <Panel title={t('rooms.invitation')} text={t('rooms.invitationText')}>
        <Invitation title={room.title} url={room.url} code={room.slug} whole />
      </Panel>
      <RoomRules room={room} allowed={allowed} onMoved={onMoved} />
      <RoomPeople slug={room.slug} role={room.role} userId={userId} />
      <RoomBans slug={room.slug} />
      <RoomActions room={room} onMoved={onMoved} onGone={onGone} />
    </div>
  );
}

function RoomRules({ room, allowed, onMoved }: { room: RoomView; allowed: readonly AccessLevel[]; onMoved: (slug: string) => void }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const queries = useQueryClient();
  const [form, setForm] = useState(() => formOf(room));
  const [faults, setFaults] = useState<readonly RoomFormFault[]>([]);
  const save = useMutation({
    mutationFn: () => roomsApi.change(room.slug, changeOf(form, room)),
    onSuccess: (next) => {
      setForm(formOf(next));
      queries.setQueryData(['room', next.slug], next);
      void queries.invalidateQueries({ queryKey: ['rooms'] });
      if (next.slug !== room.slug) onMoved(next.slug);
    },
  });
  const fault = (one: RoomFormFault) => (faults.includes(one) ? t(`rooms.${one}`) : null);
  const edit = (change: Partial<typeof form>) => {
    save.reset();
    setForm({ ...form, ...change });
  };

  return (
    <Form
      onSubmit={() => {
        const found = faultsOf(form, room, new Date());
        setFaults(found);
        if (found.length === 0) save.mutate();
      }}
      data-testid="room-rules"
    >
      <Panel title={t('rooms.general')}>
        <TextField label={t('rooms.titleLabel')} placeholder={t('rooms.titlePlaceholder')} value={form.title} onChange={(title) => edit({ title })} maxLength={100} autoComplete="off" data-testid="room-title" />
        <RoomSlugField exists value={form} error={fault('slugInvalid')} onChange={edit} />
        <RoomRulesBasics allowed={allowed} value={form} onChange={edit} />
        <LockField at="room" value={form.locked} onChange={(locked) => edit({ locked })} />
        {form.chatHistory !== null && <HistoryField at="room" value={form.chatHistory} onChange={(chatHistory) => edit({ chatHistory })} />}
        <div className={styles.pair}>
          <TextField label={t('rooms.capacity')} type="text" value={form.capacity} onChange={(capacity) => edit({ capacity })} description={t('rooms.capacityText')} error={fault('capacityInvalid')} autoComplete="off" data-testid="room-capacity" />
          <TextField label={t('rooms.expires')} type="date" value={form.expires} onChange={(expires) => edit({ expires })} description={t('rooms.expiresText')} error={fault('expiresInvalid')} autoComplete="off" data-testid="room-expires" />
        </div>
      </Panel>
      <Panel title={t('rooms.rights')} text={t('rooms.rightsText')}>
        <RightsFields at="room" value={form.rights} onChange={(change) => edit({ rights: { ...form.rights, ...change } })} />
      </Panel>
      {save.error !== null && (
        <Notice look="error" data-testid="room-problem" data-code={problemCode(save.error)}>
          {problemText(save.error)}
        </Notice>
      )}
      {save.isSuccess && (
        <Notice look="done" data-testid="room-saved">
          {t('rooms.saved')}
        </Notice>
      )}
      <Row>
        <Button look="primary" type="submit" isDisabled={save.isPending} data-testid="room-save">
          {t('rooms.save')}
        </Button>
      </Row>
    </Form>
  );
}
