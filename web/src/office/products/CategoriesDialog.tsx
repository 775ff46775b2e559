import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { categoriesQuery } from '../../api/queries';
import type { Category, CategoryPatch } from '../../api/types';
import {
  Button,
  Dialog,
  ErrorState,
  IconButton,
  Loading,
  ProblemNote,
  Select,
  Skeleton,
  TextField,
} from '../../design';
import { AddByName } from '../shared/AddByName';
import { treeOf, type Node } from './tree';
import styles from './Categories.module.css';

const TOP = '';

/** The tree that goods stand in: at the till, in lists and in reports. */
export function CategoriesDialog({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const { data, error, refetch, isFetching } = useQuery(categoriesQuery);
  const nodes = data ? treeOf(data.items) : [];
  return (
    <Dialog isOpen size="lg" onClose={onClose} title={formatMessage({ id: 'categories.title' })}>
      <div className={styles.categories}>
        <AddByName
          label={formatMessage({ id: 'product.new_category' })}
          list={categoriesQuery.queryKey}
          add={(name) => call(api.POST('/v1/categories', { body: { name } }))}
        />
        {data ? (
          <ul className={styles.tree} aria-label={formatMessage({ id: 'categories.title' })}>
            {nodes.map((node) => (
              <Row key={node.category.id} node={node} all={data.items} />
            ))}
          </ul>
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <Loading>
            <Skeleton height="44px" />
          </Loading>
        )}
      </div>
    </Dialog>
  );
}

/** Its name is changed in place; its goods go with it wherever it is moved. */
function Row({ node, all }: { node: Node; all: readonly Category[] }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { category, depth, place, isLast, below } = node;
  const [name, setName] = useState<string | null>(null);
  const changing = useMutation({
    mutationFn: (body: CategoryPatch) =>
      call(api.PATCH('/v1/categories/{id}', { params: { path: { id: category.id } }, body })),
    // What was typed stands until the list has it, or the old name would come back for a moment.
    onSettled: async (_, error) => {
      await client.invalidateQueries({ queryKey: categoriesQuery.queryKey });
      if (!error) setName(null);
    },
  });
  const isRenamed = name !== null && !!name.trim() && name.trim() !== category.name;
  const move = (to: number, id: 'categories.up' | 'categories.down', isDisabled: boolean) => (
    <IconButton
      label={formatMessage({ id }, { name: category.name })}
      isDisabled={isDisabled || changing.isPending}
      onPress={() => changing.mutate({ place: to })}
    >
      {id === 'categories.up' ? <ArrowUp aria-hidden="true" /> : <ArrowDown aria-hidden="true" />}
    </IconButton>
  );
  return (
    <li className={styles.row} style={{ '--depth': depth } as React.CSSProperties}>
      <form
        className={styles.name}
        onSubmit={(event) => {
          event.preventDefault();
          if (isRenamed) changing.mutate({ name: name.trim() });
        }}
      >
        <TextField
          hideLabel
          label={formatMessage({ id: 'categories.name' })}
          value={name ?? category.name}
          onChange={setName}
          maxLength={200}
        />
        {isRenamed && (
          <Button type="submit" isPending={changing.isPending}>
            <FormattedMessage id="action.save" />
          </Button>
        )}
      </form>
      <div className={styles.place}>
        <Select
          hideLabel
          label={formatMessage({ id: 'categories.below' }, { name: category.name })}
          value={category.parent_id ?? TOP}
          onChange={(id) => changing.mutate({ parent_id: id === TOP ? null : id })}
          options={[
            { value: TOP, label: formatMessage({ id: 'categories.top' }) },
            ...all
              .filter(({ id }) => id !== category.id && !below.has(id))
              .map((other) => ({ value: other.id, label: other.name })),
          ]}
        />
        {move(place - 1, 'categories.up', place === 1)}
        {move(place + 1, 'categories.down', isLast)}
      </div>
      {changing.error && <ProblemNote error={changing.error} />}
    </li>
  );
}
