import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { adminApi, type Policy } from '../../client/adminApi';
import { accessLevels, audiences, lobbyModes, rightNames } from '../../client/roomsApi';
import { Button } from '../../ui/Button';
import { Checks } from '../../ui/Checks';
import { Notice } from '../../ui/Notice';
import { Form, Panel, Row } from '../../ui/Panel';
import { SelectField } from '../../ui/SelectField';
import { Switch } from '../../ui/Switch';
import { TextField } from '../../ui/TextField';
import { useProblemText } from '../../ui/useProblemText';
import styles from './Admin.module.css';
import { ListEnd } from './ListEnd';
import { faultsOf, formOf, lists, neededNumbers, optionalNumbers, policyOf, type PolicyFaults, type PolicyForm } from './policyForm';

export function PolicyPanel() {
  const problemText = useProblemText();
  const policy = useQuery({ queryKey: ['admin', 'policy'], queryFn: adminApi.policy, refetchOnWindowFocus: false, staleTime: Infinity });
  if (policy.error !== null) return <Notice look="error">{problemText(policy.error)}</Notice>;
  return policy.data === undefined ? null : <PolicyEditor policy={policy.data} />;
}

function PolicyEditor({ policy }: { policy: Policy }) {
  const { t } = useTranslation('admin');
  const { t: tm } = useTranslation('manage');
  const queries = useQueryClient();
  const [form, setForm] = useState(() => formOf(policy));
  const [faults, setFaults] = useState<PolicyFaults>({});
  const save = useMutation({
    mutationFn: () => adminApi.savePolicy(policyOf(form, policy)),
    onSuccess: (next) => {
      queries.setQueryData(['admin', 'policy'], next);
      setForm(formOf(next));
    },
  });
  const edit = (change: Partial<PolicyForm>) => {
    save.reset();
    setForm({ ...form, ...change });
  };
  const fault = (name: keyof PolicyForm) => (faults[name] === undefined ? null : t(`policy.${faults[name]}`));
  const field = (name: (typeof optionalNumbers | typeof neededNumbers | typeof lists)[number], description?: string) => (
    <TextField key={name} label={t(`policy.${name}`)} value={form[name]} onChange={(value) => edit({ [name]: value })} autoComplete="off" error={fault(name)} {...(description === undefined ? {} : { description })} data-testid={`policy-${name}`} />
  );
  const accesses = accessLevels.map((id) => ({ id, label: t(`access.${id}`) }));
  const allowedFault = fault('allowedAccessLevels') ?? fault('defaultAccessLevel');

  return (
    <Panel title={t('policy.title')} text={t('policy.text')}>
      <Form
        onSubmit={() => {
          const found = faultsOf(form);
          setFaults(found);
          if (Object.keys(found).length === 0) save.mutate();
        }}
        data-testid="policy"
      >
        <Checks label={t('policy.allowedAccess')} options={accesses} value={form.allowedAccessLevels} onChange={(allowedAccessLevels) => edit({ allowedAccessLevels })} />
        {allowedFault !== null && <Notice look="error">{allowedFault}</Notice>}
        <div className={styles.pair}>
          <SelectField label={t('policy.defaultAccess')} options={accesses} value={form.defaultAccessLevel} onChange={(defaultAccessLevel) => edit({ defaultAccessLevel })} data-testid="policy-defaultAccessLevel" />
          <SelectField label={t('policy.defaultLobby')} options={lobbyModes.map((id) => ({ id, label: tm(`rooms.lobbyMode.${id}`) }))} value={form.defaultLobby} onChange={(defaultLobby) => edit({ defaultLobby })} />
        </div>
        <h3>{t('policy.rights')}</h3>
        <div className={styles.pair}>
          {rightNames.map((name) => (
            <SelectField
              key={name}
              label={tm(`rooms.right.${name}`)}
              options={audiences.map((id) => ({ id, label: tm(`rooms.audience.${id}`) }))}
              value={form.defaultRights[name]}
              onChange={(audience) => edit({ defaultRights: { ...form.defaultRights, [name]: audience } })}
            />
          ))}
        </div>
        {(['anonymousCreation', 'editableDisplayNames', 'provisionalUsers'] as const).map((name) => (
          <Switch key={name} label={t(`policy.${name}`)} text={t(`policy.${name}Text`)} isSelected={form[name]} onChange={(on) => edit({ [name]: on })} data-testid={`policy-${name}`} />
        ))}
        <div className={styles.pair}>
          {field('maxCapacity', t('policy.emptyNoLimit'))}
          {field('roomExpiryDays', t('policy.emptyNever'))}
          {neededNumbers.map((name) => field(name))}
        </div>
        <h3>{t('policy.assurance')}</h3>
        <p className={styles.soft}>{t('policy.assuranceText')}</p>
        <div className={styles.pair}>{lists.map((name) => field(name))}</div>
        <ListEnd error={save.error} more={null} />
        {save.isSuccess && (
          <Notice look="done" data-testid="policy-saved">
            {t('policy.saved')}
          </Notice>
        )}
        <Row>
          <Button look="primary" type="submit" isDisabled={save.isPending} data-testid="policy-save">
            {t('policy.save')}
          </Button>
        </Row>
      </Form>
    </Panel>
  );
}
