import { afterEach, expect, it } from 'vitest';
import { assuranceFor, noteStepUp, stepUp } from '../../src/app/stepUp';
import { ApiProblem } from '../../src/client/api';

afterEach(() => stepUp.set(false));

it('asks for a stronger sign-in when the server does, and for nothing else', () => {
  noteStepUp(new ApiProblem(403, 'host_required', ''));
  noteStepUp(new Error('network'));
  expect(stepUp.getSnapshot()).toBe(false);
  noteStepUp(new ApiProblem(403, 'assurance_required', ''));
  expect(stepUp.getSnapshot()).toBe(true);
});

it('asks administrators for what administrators have to prove', () => {
  expect(['/admin', '/admin/users', '/', '/rooms/abc/settings', '/administration-2026'].map(assuranceFor)).toEqual(['admin', 'admin', 'host', 'host', 'host']);
});
