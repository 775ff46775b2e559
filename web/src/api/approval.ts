/**
 * A request that its sender may not make, and somebody else may allow with a PIN: the screen that is there asks for
 * it in place, and the same request is sent again. No screen needs to know which of its requests that may be.
 */
import type { Middleware } from 'openapi-fetch';
import type { Permission } from './types';

/** A refused request, and all that it lacked. */
export interface Wanted {
  permissions: Permission[];
  request: { method: string; path: string; body: Record<string, never> };
}

type Ask = (wanted: Wanted) => Promise<string | null>;

let ask: Ask | null = null;

/** Where a PIN can be asked for, while it is on the screen. */
export function askHere(here: Ask): () => void {
  ask = here;
  return () => {
    if (ask === here) ask = null;
  };
}

const HEADER = 'Onetill-Approval';
/** What is under way, as it was sent: a request's body can be read once. */
const sent = new Map<string, Request>();

export const approvals: Middleware = {
  onRequest({ id, request }) {
    if (ask && request.method !== 'GET') sent.set(id, request.clone());
    return undefined;
  },
  onError({ id }) {
    sent.delete(id);
  },
  async onResponse({ id, response }) {
    const request = sent.get(id);
    sent.delete(id);
    if (!request) return undefined;
    const body = JSON.parse((await request.clone().text()) || '{}') as Record<string, never>;
    const { method, url } = request;
    const permissions: Permission[] = [];
    let answer = response;
    // What is refused for one thing may lack another behind it: the next approval is for both.
    while (answer.status === 403 && ask) {
      const lacking = (await lackedBy(answer)).filter((one) => !permissions.includes(one));
      if (lacking.length === 0) break;
      permissions.push(...lacking);
      const token = await ask({
        permissions: [...permissions],
        request: { method, path: new URL(url).pathname, body },
      });
      if (token === null) break;
      const again = request.clone();
      again.headers.set(HEADER, token);
      answer = await fetch(again);
    }
    return answer === response ? undefined : answer;
  },
};

async function lackedBy(refusal: Response): Promise<Permission[]> {
  const problem = (await refusal
    .clone()
    .json()
    .catch(() => ({}))) as { approvable?: Permission[] };
  return problem.approvable ?? [];
}
