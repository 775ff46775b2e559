import { useQuery } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { api, call } from '../../api/client';
import { Button, Callout, ErrorState, Loading, Skeleton } from '../../design';
import styles from './Audit.module.css';

/** The whole chain, some thousand rows a request. */
async function check(signal: AbortSignal) {
  let after = 0;
  for (;;) {
    const found = await call(
      api.GET('/v1/audit-trail/check', { params: { query: { after } }, signal }),
    );
    if (found.first_bad !== null || found.checked_upto >= found.head.position) return found;
    after = found.checked_upto;
  }
}

/** Whether every row still follows from the one before it. */
export function ChainState() {
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: ['audit-check'],
    queryFn: ({ signal }) => check(signal),
    staleTime: 60_000,
  });
  if (error) {
    return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  }
  if (!data) {
    return (
      <Loading>
        <Skeleton height="44px" />
      </Loading>
    );
  }
  const again = (
    <Button variant="ghost" size="sm" isPending={isFetching} onPress={() => void refetch()}>
      <FormattedMessage id="audit.check_again" />
    </Button>
  );
  if (data.first_bad !== null) {
    return (
      <Callout
        icon={<ShieldAlert aria-hidden="true" />}
        title={<FormattedMessage id="audit.broken" values={{ position: data.first_bad }} />}
        level={2}
        text={<FormattedMessage id="audit.broken_text" />}
      >
        {again}
      </Callout>
    );
  }
  return (
    <div className={styles.chain} role="status">
      <ShieldCheck aria-hidden="true" />
      <span>
        <FormattedMessage id="audit.unbroken" values={{ position: data.checked_upto }} />
      </span>
      {again}
    </div>
  );
}
