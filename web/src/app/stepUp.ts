import { ApiProblem } from '../client/api';
import { Store } from '../meeting/store';

/** Whether the server asked for a stronger sign-in than the one there is; whatever was tried, and wherever. */
export const stepUp = new Store(false);

/** Looks at every answer that was an error. */
export function noteStepUp(error: unknown): void {
  if (isStepUp(error)) stepUp.set(true);
}

export const isStepUp = (error: unknown): boolean => error instanceof ApiProblem && error.code === 'assurance_required';

/** What has to be proven is another thing for administrators than for hosts. */
export const assuranceFor = (path: string): 'admin' | 'host' => (path.split('/')[1] === 'admin' ? 'admin' : 'host');
