// The unmodified npm package livekit-client in both signalling modes and in its oldest versions: each in a meeting with another.
import { barePerson } from '../harness/bare.mjs';
import { scenario } from '../harness/scenario.mjs';

/** Two people with these versions of the package. */
const versions = (first, second) => async () => {
  const pair = [await barePerson('alice'), await barePerson('bruno')];
  await pair[0].use(first);
  await pair[1].use(second);
  return pair;
};

// The newest and the oldest, with one peer connection and with two; every other pair in `make soak`.
scenario('livekit-client 2.23 and 1.15.13', versions('2.23', '1.15'), { options: [{}, {}], paths: ['/rtc/v1', '/rtc'] });

if (process.env.VISIO_SOAK !== undefined) {
  scenario('livekit-client 2.23 with two peer connections and with one', versions('2.23', '2.23'), {
    options: [{ singlePeerConnection: false }, {}], paths: ['/rtc', '/rtc/v1'],
  });

  // 2.0 plays through an audio graph of its own unless told otherwise, where the probe does not hear it.
  scenario('livekit-client 2.0.0 and 1.15.13', versions('2.0', '1.15'), { options: [{ webAudioMix: false }, {}], paths: ['/rtc', '/rtc'] });
}
