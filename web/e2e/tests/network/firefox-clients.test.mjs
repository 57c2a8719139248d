// The unmodified npm package livekit-client in Firefox ESR with Chromium, in both signalling modes. In `make soak`: in `make test`
// Firefox has the product's own page (firefox.test.mjs), and these steps are gone through in Chromium.
import { bareFirefox, barePerson } from '../../harness/bare.mjs';
import { scenario } from '../../harness/scenario.mjs';

const pair = async () => [await barePerson('alice'), await bareFirefox()];

if (process.env.VISIO_SOAK !== undefined) {
  scenario('livekit-client 2.23 in Firefox', pair, { paths: ['/rtc/v1', '/rtc/v1'] });

  scenario('livekit-client 2.23 in Firefox with two peer connections', pair, { options: [{}, { singlePeerConnection: false }], paths: ['/rtc/v1', '/rtc'] });
}
