import i18next from 'i18next';
import { en } from './en';
import { fr } from './fr';

i18next.addResourceBundle('fr', 'admin', fr);
i18next.addResourceBundle('en', 'admin', en);
