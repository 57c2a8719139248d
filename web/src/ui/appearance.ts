/** How the pages look to one person, as far as that person chose it. */
export interface Appearance {
  readonly font: string;
  readonly textSize: number;
  readonly spacing: boolean;
  readonly lessMotion: boolean;
  readonly moreContrast: boolean;
  readonly allControls: boolean;
}

/** Fonts weigh: each is loaded when somebody chooses it. Ours is part of every page. */
const loads: Record<string, () => Promise<unknown>> = {
  atkinson: () => import('./fonts/atkinson.css'),
  lexend: () => import('./fonts/lexend.css'),
  opendyslexic: () => import('./fonts/opendyslexic.css'),
};

export const smallestText = 100;
export const largestText = 200;

/**
 * Keeps the root element's attributes as they are chosen, and as the system wants them; `base.css` and `tokens.css` say what they mean.
 * Answers how to stop.
 */
export function followAppearance(store: { getSnapshot: () => Appearance; subscribe: (listener: () => void) => () => void }): () => void {
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  const contrast = matchMedia('(prefers-contrast: more)');
  const apply = () => show(store.getSnapshot(), { lessMotion: motion.matches, moreContrast: contrast.matches });
  const stop = store.subscribe(apply);
  motion.addEventListener('change', apply);
  contrast.addEventListener('change', apply);
  apply();
  return () => {
    stop();
    motion.removeEventListener('change', apply);
    contrast.removeEventListener('change', apply);
  };
}

function show(chosen: Appearance, system: Pick<Appearance, 'lessMotion' | 'moreContrast'>): void {
  const root = document.documentElement;
  const mark = (name: string, value: string | false) => {
    if (value === false) delete root.dataset[name];
    else root.dataset[name] = value;
  };
  const load = loads[chosen.font];
  mark('font', load !== undefined && chosen.font);
  mark('spacing', chosen.spacing && 'more');
  mark('motion', (chosen.lessMotion || system.lessMotion) && 'less');
  mark('contrast', (chosen.moreContrast || system.moreContrast) && 'more');
  mark('controls', chosen.allControls && 'always');
  const size = Math.min(largestText, Math.max(smallestText, chosen.textSize));
  if (size === smallestText) root.style.removeProperty('--text-size');
  else root.style.setProperty('--text-size', `${size}%`);
  // Without its font a text is still there, in the system's.
  void load?.().catch(() => {});
}

/** For motion that scripts make. */
export const lessMotion = (): boolean => document.documentElement.dataset.motion === 'less';
