import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist', 'node_modules', 'e2e'] },
  ...tseslint.configs.recommended,
  { files: ['src/**/*.{ts,tsx}', 'dev/**/*.{ts,tsx}'], ...hooks.configs.flat['recommended-latest'] },
);
