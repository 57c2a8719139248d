import { loadPreferences } from './preferences';

/**
 * Whether a meeting of one's own may start without the look at the devices before it: they were looked at here once, and the browser
 * still gives them without asking. Whoever never allowed them sees themselves first.
 */
export async function devicesAreKnown(permissions: Pick<Permissions, 'query'> | undefined): Promise<boolean> {
  const { devicesSeen, microphoneOn, cameraOn } = loadPreferences();
  if (!devicesSeen || permissions === undefined) return false;
  const wanted = [...(microphoneOn ? ['microphone'] : []), ...(cameraOn ? ['camera'] : [])];
  try {
    const answers = await Promise.all(wanted.map((name) => permissions.query({ name: name as PermissionName })));
    return answers.every(({ state }) => state === 'granted');
  } catch {
    // A browser that does not tell: it may ask, and then one should see what for.
    return false;
  }
}
