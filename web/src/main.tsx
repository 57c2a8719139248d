import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { ApiProblem } from './client/api';
import { startI18n } from './i18n';
import './ui/base.css';

startI18n();

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; what it did not answer is worth another try.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
      staleTime: 2000,
    },
  },
});

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <QueryClientProvider client={queries}>
      <App />
    </QueryClientProvider>,
  );
}
