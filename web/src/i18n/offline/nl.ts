import type { Texts } from './fr';

export const texts: Texts = {
  name: 'Visio',
  noNetwork: 'U bent niet verbonden met internet',
  noNetworkText: 'Controleer de wifi of de kabel. Deze pagina gaat open zodra de verbinding terug is.',
  noServer: 'De server van Visio antwoordt niet',
  noServerText: 'Uw apparaat is verbonden, maar de server is gestopt of uw netwerk blokkeert hem. We blijven het vanzelf proberen.',
  retry: 'Nu proberen',
  trying: 'Opnieuw proberen…',
  waiting: 'Volgende poging over {{seconds}} s',
};
