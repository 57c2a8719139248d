import { afterEach, expect, it } from 'vitest';
import { devicesAreKnown } from '../../src/client/knownDevices';
import { savePreferences } from '../../src/client/preferences';

const browser = (states: Record<string, PermissionState>, asked: string[] = []) => ({
  query: ({ name }: PermissionDescriptor) => {
    asked.push(name);
    return Promise.resolve({ state: states[name] } as PermissionStatus);
  },
});
const granted = browser({ microphone: 'granted', camera: 'granted' });

afterEach(() => savePreferences({ devicesSeen: false, microphoneOn: true, cameraOn: true }));

it('not before the devices were looked at once', async () => {
  expect(await devicesAreKnown(granted)).toBe(false);
  savePreferences({ devicesSeen: true });
  expect(await devicesAreKnown(granted)).toBe(true);
});

it('not while the browser would ask for one that is wanted', async () => {
  savePreferences({ devicesSeen: true });
  const some = browser({ microphone: 'granted', camera: 'prompt' });
  expect(await devicesAreKnown(some)).toBe(false);
  savePreferences({ cameraOn: false });
  expect(await devicesAreKnown(some)).toBe(true);
});

it('whoever had both off enters with both off, and nothing is asked', async () => {
  savePreferences({ devicesSeen: true, cameraOn: false, microphoneOn: false });
  const asked: string[] = [];
  expect(await devicesAreKnown(browser({}, asked))).toBe(true);
  expect(asked).toEqual([]);
});

it('not in a browser that does not tell', async () => {
  savePreferences({ devicesSeen: true });
  expect(await devicesAreKnown(undefined)).toBe(false);
  expect(await devicesAreKnown({ query: () => Promise.reject(new TypeError('unknown name')) })).toBe(false);
});
