export { api, call, idempotent } from './client';
export { live, useLiveEvents, useLiveState, type LiveState } from './live';
export { ApiProblem, isProblem } from './problem';
export * from './queries';
export { queryClient } from './query-client';
export { useSession, useSignIn, useSignOut } from './session';
export { uuidv7 } from '../lib/uuid';
