export const texts = {
  name: 'Visio',
  noNetwork: 'Vous n’êtes pas connecté à Internet',
  noNetworkText: 'Vérifiez le Wi-Fi ou le câble. Cette page s’ouvrira dès que la connexion sera revenue.',
  noServer: 'Le serveur de Visio ne répond pas',
  noServerText: 'Votre appareil est connecté, mais le serveur est arrêté ou votre réseau le bloque. Nous réessayons de nous-mêmes.',
  retry: 'Réessayer maintenant',
  trying: 'Nouvel essai…',
  waiting: 'Prochain essai dans {{seconds}} s',
};

export type Texts = typeof texts;
