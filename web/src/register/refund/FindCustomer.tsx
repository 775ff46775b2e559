import { useInfiniteQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { UsersRound } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage } from 'react-intl';
import { customersQuery } from '../../api/queries';
import type { Customer } from '../../api/types';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState } from '../../design/States';
import { Money } from '../../design/values';
import styles from './Refund.module.css';

export interface FindCustomerProps {
  search: string;
  onChoose: (customer: Customer) => void;
}

/** Whose sale it was. */
export function FindCustomer({ search, onChoose }: FindCustomerProps) {
  const asked = useDeferredValue(search.trim());
  const { data, error, isPending, isFetching, refetch } = useInfiniteQuery({
    ...customersQuery({ ...(asked && { search: asked }), limit: 20 }),
    placeholderData: (before) => before,
  });
  const found = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className={styles.list}>
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : isPending ? (
        <Loading>
          <div className={styles.skeletons}>
            {Array.from({ length: 5 }, (_, at) => (
              <Skeleton key={at} width="100%" height="60px" />
            ))}
          </div>
        </Loading>
      ) : found.length === 0 ? (
        <EmptyState
          icon={<UsersRound aria-hidden="true" />}
          title={<FormattedMessage id="register.customer.none" />}
        >
          <FormattedMessage id="register.refund.how_text.customer" />
        </EmptyState>
      ) : (
        <ul>
          {found.map((customer) => (
            <li key={customer.id}>
              <AriaButton data-row="" className={styles.order} onPress={() => onChoose(customer)}>
                <span className={styles.number}>{customer.name}</span>
                <Money value={customer.spent} className={styles.orderTotal} />
                <span className={styles.orderNote}>
                  {[customer.phone, customer.email].filter(Boolean).join(' · ') || (
                    <FormattedMessage id="customer.no_contact" />
                  )}
                </span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
