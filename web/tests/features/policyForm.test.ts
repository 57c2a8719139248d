import { describe, expect, it } from 'vitest';
import type { Policy } from '../../src/client/adminApi';
import { faultsOf, formOf, policyOf } from '../../src/features/admin/policyForm';
import { everyRight } from '../../src/features/rooms/roomForm';

const policy: Policy = {
  allowedAccessLevels: ['public', 'trusted'], defaultAccessLevel: 'trusted', defaultLobby: 'byAccess', defaultRights: everyRight,
  anonymousCreation: false, editableDisplayNames: true, provisionalUsers: true, maxCapacity: null, roomExpiryDays: 90,
  meetingRetentionDays: 180, auditRetentionDays: 365, hostAcr: ['eidas2', 'eidas3'], hostAmr: [], adminAcr: [], adminAmr: ['mfa'],
};

describe('the form of the policy', () => {
  it('gives back what it was given', () => {
    expect(policyOf(formOf(policy), policy)).toEqual(policy);
    expect(faultsOf(formOf(policy))).toEqual({});
  });

  it('keeps what it does not know: saving replaces everything', () => {
    const newer = { ...policy, somethingNew: true } as Policy;
    expect(policyOf(formOf(newer), newer)).toEqual(newer);
  });

  it('reads numbers, emptiness and lists', () => {
    const form = { ...formOf(policy), maxCapacity: ' 300 ', roomExpiryDays: '', adminAmr: ' mfa\tpop  ' };
    expect(policyOf(form, policy)).toMatchObject({ maxCapacity: 300, roomExpiryDays: null, adminAmr: ['mfa', 'pop'] });
  });

  it('says what is wrong', () => {
    const form = formOf(policy);
    expect(faultsOf({ ...form, maxCapacity: '0', roomExpiryDays: '1.5', meetingRetentionDays: '' })).toEqual({
      maxCapacity: 'numberInvalid', roomExpiryDays: 'numberInvalid', meetingRetentionDays: 'numberNeeded',
    });
    expect(faultsOf({ ...form, allowedAccessLevels: [] })).toEqual({ allowedAccessLevels: 'noneAllowed' });
    expect(faultsOf({ ...form, defaultAccessLevel: 'restricted' })).toEqual({ defaultAccessLevel: 'defaultNotAllowed' });
  });
});
