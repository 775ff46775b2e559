import { lazy, Suspense, useEffect, useState } from 'react';
import { useIntl } from 'react-intl';
import { askHere, type Wanted } from '../api/approval';
import { Dialog } from '../design/Dialog';
import { Loading, Skeleton } from '../design/Skeleton';

/** What is in the dialog; nobody waits for it before the first sale. */
export const loadApproval = () => import('./Approval');
const Approval = lazy(() => loadApproval().then((part) => ({ default: part.Approval })));

interface Asked {
  wanted: Wanted;
  answer: (token: string | null) => void;
}

/** Asks for somebody's PIN where the person at the register may not do what they tried. */
export function ApprovalHost() {
  const { formatMessage } = useIntl();
  const [asked, setAsked] = useState<Asked | null>(null);
  useEffect(() => askHere((wanted) => new Promise((answer) => setAsked({ wanted, answer }))), []);
  const answer = (token: string | null) => {
    asked?.answer(token);
    setAsked(null);
  };
  const waiting = (
    <Loading>
      <Skeleton height="72px" />
    </Loading>
  );
  return (
    <Dialog
      size="sm"
      isOpen={asked !== null}
      onClose={() => answer(null)}
      title={formatMessage({ id: 'register.approval.title' })}
    >
      <Suspense fallback={waiting}>
        {asked && <Approval wanted={asked.wanted} onToken={answer} />}
      </Suspense>
    </Dialog>
  );
}
