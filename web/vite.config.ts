import optimizeLocales from '@react-aria/optimize-locales-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = process.env.ONETILL_URL ?? 'http://127.0.0.1:8080';
const proxy = { '/v1': server, '/openapi.json': server, '/docs': server };

export default defineConfig({
  plugins: [
    // React Aria brings its words in thirty languages; ship those that have a message file.
    { ...optimizeLocales.vite({ locales: ['en-US', 'de-DE'] }), enforce: 'pre' },
    react(),
  ],
  server: { proxy },
  preview: {
    proxy,
    // What the server sends too, so that a violation shows here first.
    headers: {
      'Content-Security-Policy':
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    },
  },
  build: {
    target: ['chrome123', 'edge123', 'firefox128', 'safari17.5'],
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Rarely changing code in files of its own, so that an update reloads little.
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|react-router)\// },
            { name: 'data', test: /node_modules\/(@tanstack\/(react-)?query|openapi-fetch)/ },
            { name: 'intl', test: /node_modules\/(@formatjs|react-intl|intl-messageformat)/ },
          ],
        },
      },
    },
  },
});
