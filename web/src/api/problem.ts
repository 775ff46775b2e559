import type { Problem } from './types';

/** What is known of a problem: not everything that fails is a document of the server's. */
type Known = Pick<Problem, 'title' | 'status' | 'code'> & Partial<Problem>;

/**
 * What the server said was wrong, or that it could not be reached (`code` "offline").
 * `code` is stable and is what screens decide by; `message`, `detail` and `fix` are for people.
 */
export class ApiProblem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly field: string | undefined;
  readonly fix: string | undefined;
  readonly requestId: string | undefined;

  constructor(problem: Known) {
    super(problem.detail || problem.title);
    this.name = 'ApiProblem';
    this.code = problem.code;
    this.status = problem.status;
    this.detail = problem.detail ?? problem.title;
    this.field = problem.field;
    this.fix = problem.fix;
    this.requestId = problem.request_id;
  }

  static offline(): ApiProblem {
    return new ApiProblem({ title: 'The server cannot be reached.', status: 0, code: 'offline' });
  }

  /** A proxy or a crash may answer with something that is no problem document. */
  static async from(response: Response): Promise<ApiProblem> {
    const requestId = response.headers.get('x-request-id') ?? undefined;
    const text = await response.text().catch(() => '');
    try {
      const body = JSON.parse(text) as Partial<Problem>;
      if (typeof body.code === 'string') {
        return new ApiProblem({
          ...body,
          title: body.title ?? response.statusText,
          status: response.status,
          code: body.code,
          request_id: body.request_id ?? requestId,
        });
      }
    } catch {
      // Not JSON: the status is all we know.
    }
    // A development proxy and a load balancer say 502..504 when nobody is behind them.
    const code = response.status >= 502 && response.status <= 504 ? 'offline' : 'unexpected';
    return new ApiProblem({
      title: `The server answered ${response.status}.`,
      status: response.status,
      code,
      request_id: requestId,
    });
  }
}

export function isProblem(error: unknown, ...codes: string[]): error is ApiProblem {
  return error instanceof ApiProblem && (codes.length === 0 || codes.includes(error.code));
}
