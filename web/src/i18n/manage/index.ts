import i18next from 'i18next';
import { en } from './en';
import { fr } from './fr';

// The texts of the pages around meetings come with those pages, not with the first load.
i18next.addResourceBundle('fr', 'manage', fr);
i18next.addResourceBundle('en', 'manage', en);
