import createClient, { type Middleware } from 'openapi-fetch';
import { uuidv7 } from '../lib/uuid';
import type { paths } from './schema';
import { approvals } from './approval';
import { ApiProblem } from './problem';

const problems: Middleware = {
  async onRequest({ request }) {
    // Every write may be sent twice by a shaky network; the key makes the second one harmless.
    // A caller that retries on its own passes one key for all its tries: see `idempotent`.
    if (request.method !== 'GET' && !request.headers.has('Idempotency-Key')) {
      request.headers.set('Idempotency-Key', uuidv7());
    }
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await ApiProblem.from(response);
  },
  onError({ error }) {
    if (error instanceof ApiProblem) return error;
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return ApiProblem.offline();
  },
};

/** The server, typed by route. Same origin: the session cookie travels by itself. */
export const api = createClient<paths>({ baseUrl: window.location.origin });
// Answers pass through them from the last to the first: who may be asked comes before what is a problem.
api.use(problems, approvals);

/** The answer's body; anything else was thrown as an ApiProblem. `await call(api.GET(...))`. */
export async function call<Body>(request: Promise<{ data?: Body }>): Promise<Body> {
  return (await request).data as Body;
}

/** A file as a request's body: the document calls bytes a text, for want of a better word. */
export function upload(file: Blob) {
  return {
    body: file as unknown as string,
    bodySerializer: () => file,
    headers: { 'Content-Type': file.type },
  };
}

/**
 * Headers that make a write safe to repeat. Make the key when the person acts, not when the
 * request is sent: `const key = uuidv7()` on the first press of Pay, the same key on every retry.
 */
export function idempotent(key: string): { 'Idempotency-Key': string } {
  return { 'Idempotency-Key': key };
}
