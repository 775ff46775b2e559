import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { customerGroupsQuery } from '../../api/queries';
import type { CustomerGroup } from '../../api/types';
import { Button, Dialog, ErrorState, Loading, Skeleton, TextField } from '../../design';
import { AddByName } from '../shared/AddByName';
import styles from '../prices/Prices.module.css';

/** The groups that customers are charged in. */
export function GroupsDialog({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const { data, error, refetch, isFetching } = useQuery(customerGroupsQuery);
  return (
    <Dialog isOpen onClose={onClose} title={formatMessage({ id: 'groups.title' })}>
      <div className={styles.groups}>
        <p className={styles.hint}>
          <FormattedMessage id="groups.text" />
        </p>
        {data ? (
          data.items.map((group) => <Group key={group.id} group={group} />)
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <Loading>
            <Skeleton height="44px" />
          </Loading>
        )}
        <AddByName
          label={formatMessage({ id: 'groups.new' })}
          list={customerGroupsQuery.queryKey}
          add={(name) => call(api.POST('/v1/customer-groups', { body: { name } }))}
        />
      </div>
    </Dialog>
  );
}

/** Its name is changed in place. */
function Group({ group }: { group: CustomerGroup }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState<string | null>(null);
  const renaming = useMutation({
    mutationFn: () =>
      call(
        api.PATCH('/v1/customer-groups/{id}', {
          params: { path: { id: group.id } },
          body: { version: group.version, name: name!.trim() },
        }),
      ),
    // What was typed stands until the list has it, or the old name would come back for a moment.
    onSettled: async (_, error) => {
      await client.invalidateQueries({ queryKey: customerGroupsQuery.queryKey });
      if (!error) setName(null);
    },
  });
  return (
    <form
      className={styles.group}
      onSubmit={(event) => {
        event.preventDefault();
        if (name?.trim()) renaming.mutate();
      }}
    >
      <TextField
        label={formatMessage({ id: 'groups.name' })}
        value={name ?? group.name}
        onChange={setName}
        maxLength={200}
        error={renaming.error?.message}
      />
      {name !== null && name.trim() !== group.name ? (
        <Button type="submit" isPending={renaming.isPending}>
          <FormattedMessage id="action.save" />
        </Button>
      ) : (
        <span className={styles.count}>
          <FormattedMessage id="groups.count" values={{ count: group.customer_count }} />
        </span>
      )}
    </form>
  );
}
