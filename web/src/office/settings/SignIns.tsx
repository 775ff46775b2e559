import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { registersQuery } from '../../api/queries';
import type { Id } from '../../api/types';
import {
  Badge,
  Button,
  DateTime,
  ErrorState,
  Loading,
  ProblemNote,
  Skeleton,
  toast,
} from '../../design';
import { TwoLines } from '../shared/Facts';
import { staffSignInsQuery } from './queries';
import styles from './Permissions.module.css';

/** Where a person is signed in, to be ended one by one or all at once. */
export function SignIns({ staffId }: { staffId: Id }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const query = staffSignInsQuery(staffId);
  const { data, error, refetch, isFetching } = useQuery(query);
  const { data: registers } = useQuery(registersQuery);
  const ending = useMutation({
    mutationFn: (id: Id | 'all') =>
      id === 'all'
        ? call(api.DELETE('/v1/staff/{id}/sessions', { params: { path: { id: staffId } } }))
        : call(api.DELETE('/v1/sessions/{id}', { params: { path: { id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: query.queryKey });
      toast(formatMessage({ id: 'settings.signed_out' }), { tone: 'positive' });
    },
  });
  const others = data?.items.filter(({ current }) => !current) ?? [];
  const where = (id: Id | null | undefined) =>
    id
      ? (registers?.items.find((register) => register.id === id)?.name ?? '…')
      : formatMessage({ id: 'settings.in_office' });
  return (
    <section className={styles.signIns}>
      <div className={styles.signInsHead}>
        <h3>
          <FormattedMessage id="settings.sign_ins" />
        </h3>
        {others.length > 0 && (
          <Button size="sm" isPending={ending.isPending} onPress={() => ending.mutate('all')}>
            <FormattedMessage id="settings.sign_out_everywhere" />
          </Button>
        )}
      </div>
      {data ? (
        data.items.length === 0 ? (
          <p className={styles.count}>
            <FormattedMessage id="settings.no_sign_ins" />
          </p>
        ) : (
          data.items.map((one) => (
            <TwoLines
              key={one.id}
              title={where(one.register_id)}
              detail={
                <FormattedMessage
                  id="settings.last_used"
                  values={{ at: <DateTime value={one.last_used_at} /> }}
                />
              }
              end={
                one.current ? (
                  <Badge tone="accent">
                    <FormattedMessage id="settings.this_one" />
                  </Badge>
                ) : (
                  <Button size="sm" variant="ghost" onPress={() => ending.mutate(one.id)}>
                    <FormattedMessage id="action.sign_out" />
                  </Button>
                )
              }
            />
          ))
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="40px" />
        </Loading>
      )}
      {ending.error && <ProblemNote error={ending.error} />}
    </section>
  );
}
