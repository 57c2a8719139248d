import type { Texts } from './fr';

export const texts: Texts = {
  name: 'Visio',
  noNetwork: 'Sie sind nicht mit dem Internet verbunden',
  noNetworkText: 'Prüfen Sie das WLAN oder das Kabel. Diese Seite öffnet sich, sobald die Verbindung wieder da ist.',
  noServer: 'Der Visio-Server antwortet nicht',
  noServerText: 'Ihr Gerät ist verbunden, aber der Server ist ausgeschaltet oder Ihr Netz blockiert ihn. Wir versuchen es von selbst weiter.',
  retry: 'Jetzt versuchen',
  trying: 'Neuer Versuch…',
  waiting: 'Nächster Versuch in {{seconds}} s',
};
