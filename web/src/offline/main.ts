import { texts as de } from '../i18n/offline/de';
import { texts as en } from '../i18n/offline/en';
import { texts as fr } from '../i18n/offline/fr';
import { texts as nl } from '../i18n/offline/nl';
import { firstLanguage } from '../i18n/languages';
import '../ui/base.css';
import styles from './Offline.module.css';
import { Retrying } from './retrying';

/**
 * What the service worker shows in place of a page that could not be fetched, under that page's own address. It has to work without
 * a server, so it is small and brings its words in every language.
 */
const language = firstLanguage();
const texts = { fr, en, de, nl }[language];
document.documentElement.lang = language;

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string | undefined, text = ''): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className ?? '';
  made.textContent = text;
  return made;
}

const mark = element('img', styles.mark);
mark.src = '/icon.svg';
mark.alt = '';
const title = element('h1', styles.title);
const text = element('p', styles.text);
const retry = element('button', styles.retry, texts.retry);
const status = element('p', styles.status);

function explain(): void {
  title.textContent = navigator.onLine ? texts.noServer : texts.noNetwork;
  text.textContent = navigator.onLine ? texts.noServerText : texts.noNetworkText;
  document.title = `${title.textContent} · ${texts.name}`;
}

const retrying = new Retrying({
  ask: () => fetch('/', { method: 'HEAD', cache: 'no-store' }).then((answer) => answer.status < 500, () => false),
  open: () => location.reload(),
  tell: (seconds) => {
    explain();
    status.textContent = seconds === 0 ? texts.trying : texts.waiting.replace('{{seconds}}', String(seconds));
  },
});

const page = document.getElementById('offline');
if (page !== null) {
  page.className = styles.page ?? '';
  page.dataset.testid = 'offline';
  retry.dataset.testid = 'offline-retry';
  // What went wrong is news; the count of the seconds is not.
  title.setAttribute('role', 'status');
  page.append(mark, title, text, retry, status);
  retry.addEventListener('click', () => void retrying.now());
  addEventListener('online', () => void retrying.now());
  addEventListener('offline', explain);
  retrying.start();
}
