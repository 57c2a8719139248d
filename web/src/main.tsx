import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { noteStepUp } from './app/stepUp';
import { ApiProblem } from './client/api';
import { newBuild } from './client/newBuild';
import { preferences } from './client/preferences';
import { startI18n } from './i18n';
import { followAppearance } from './ui/appearance';
import './ui/base.css';

const queries = new QueryClient({
  queryCache: new QueryCache({ onError: noteStepUp }),
  mutationCache: new MutationCache({ onError: noteStepUp }),
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; what it did not answer is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      staleTime: 2000,
    },
  },
});

addEventListener('vite:preloadError', () => void newBuild.missing());

const root = document.getElementById('root');
if (root !== null) {
  followAppearance(preferences);
  await startI18n();
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
}

// After everything that the page itself needs. Without it nothing is missing but the page that explains a lost connection.
if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  const register = () => void navigator.serviceWorker.register('/sw.js').catch(() => {});
  if (document.readyState === 'complete') register();
  else addEventListener('load', register, { once: true });
}
