import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accountsApi, type Me } from '../../client/accountsApi';
import { cleanName, nameLimit } from '../../meeting/preview';
import { Button } from '../../ui/Button';
import { Confirm } from '../../ui/Confirm';
import { LinkButton } from '../../ui/LinkButton';
import { Notice } from '../../ui/Notice';
import { Form, Panel, Row } from '../../ui/Panel';
import { TextField } from '../../ui/TextField';
import { Waiting } from '../../ui/Waiting';
import { problemCode, useProblemText } from '../../ui/useProblemText';
import styles from './Account.module.css';
import { Passkeys } from './Passkeys';
import { PasswordPanel } from './PasswordPanel';
import { SessionList } from './SessionList';

export interface AccountScreenProps {
  /** The ways to sign in that this server keeps itself. */
  ways: { readonly password: boolean; readonly passkey: boolean };
  /** Somebody else than this page shows the name too. */
  onNamed: () => void;
  onErased: () => void;
}

/** What a person decides about their own account. */
export function AccountScreen({ ways, onNamed, onErased }: AccountScreenProps) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const me = useQuery({ queryKey: ['me'], queryFn: accountsApi.me, refetchOnWindowFocus: false });
  if (me.data === undefined) return me.error === null ? <Waiting text={t('loading')} /> : <Notice look="error">{problemText(me.error)}</Notice>;
  return (
    <div className={styles.page} data-testid="account">
      <h1>{t('account.title')}</h1>
      <Profile
        me={me.data}
        onSaved={() => {
          void me.refetch();
          onNamed();
        }}
      />
      {ways.password && <PasswordPanel me={me.data} onChanged={() => void me.refetch()} />}
      {ways.passkey && <Passkeys />}
      <SessionList />
      <Panel title={t('account.data')} text={t('account.dataText')}>
        <Row>
          <LinkButton href={accountsApi.exportUrl} download data-testid="account-export">
            {t('account.export')}
          </LinkButton>
        </Row>
      </Panel>
      <Erase me={me.data} onErased={onErased} />
    </div>
  );
}

function Profile({ me, onSaved }: { me: Me; onSaved: () => void }) {
  const { t } = useTranslation();
  const { t: tm } = useTranslation('manage');
  const problemText = useProblemText();
  const [name, setName] = useState(me.displayName);
  const [invalid, setInvalid] = useState(false);
  const save = useMutation({ mutationFn: (displayName: string) => accountsApi.change({ displayName }), onSuccess: onSaved });
  return (
    <Panel title={tm('account.profile')}>
      <Form
        onSubmit={() => {
          const clean = cleanName(name);
          setInvalid(clean === null);
          if (clean !== null) save.mutate(clean);
        }}
      >
        <TextField label={tm('account.name')} value={name} onChange={setName} maxLength={nameLimit} autoComplete="name" description={tm('account.nameText')} error={invalid ? t('prejoin.nameInvalid') : null} data-testid="account-name" />
        <TextField label={tm('account.email')} value={me.email ?? tm('account.noEmail')} onChange={() => {}} isDisabled />
        {save.error !== null && (
          <Notice look="error" data-code={problemCode(save.error)}>
            {problemText(save.error)}
          </Notice>
        )}
        {save.isSuccess && (
          <Notice look="done" data-testid="account-saved">
            {tm('account.saved')}
          </Notice>
        )}
        <Row>
          <Button look="primary" type="submit" isDisabled={save.isPending} data-testid="account-save">
            {tm('account.save')}
          </Button>
        </Row>
      </Form>
    </Panel>
  );
}

function Erase({ me, onErased }: { me: Me; onErased: () => void }) {
  const { t } = useTranslation('manage');
  const problemText = useProblemText();
  const [asking, setAsking] = useState(false);
  const confirmation = me.email ?? me.displayName;
  const erase = useMutation({ mutationFn: () => accountsApi.erase(confirmation), onSuccess: onErased });
  return (
    <Panel title={t('account.erase')} text={t('account.eraseText')}>
      <Row>
        <Button look="danger" onPress={() => setAsking(true)} data-testid="account-erase">
          {t('account.erase')}
        </Button>
      </Row>
      {asking && (
        <Confirm
          title={t('account.erase')}
          text={t('account.eraseText')}
          action={t('account.erase')}
          typed={{ label: t('account.eraseTyped', { text: confirmation }), text: confirmation }}
          error={erase.error === null ? null : problemText(erase.error)}
          busy={erase.isPending}
          onConfirm={() => erase.mutate()}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}
