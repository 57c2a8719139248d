import type { Texts } from './fr';

export const texts: Texts = {
  name: 'Visio',
  noNetwork: 'You are not connected to the internet',
  noNetworkText: 'Check the Wi-Fi or the cable. This page opens as soon as the connection is back.',
  noServer: 'The Visio server does not answer',
  noServerText: 'Your device is connected, but the server has stopped or your network blocks it. We keep trying by ourselves.',
  retry: 'Try now',
  trying: 'Trying again…',
  waiting: 'Next try in {{seconds}} s',
};
