import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { modifierGroupsQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Id, Product } from '../../api/types';
import { Card, IconButton, ProblemNote, Select } from '../../design';
import { Link } from '../shared/Link';
import styles from './OptionsCard.module.css';

/** The groups of options that are chosen with a product, in the order in which they are asked. Kept at once. */
export function OptionsCard({ product }: { product: Product }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const mayEdit = useMay('edit_catalogue');
  const { data: groups } = useQuery(modifierGroupsQuery);
  const saving = useMutation({
    mutationFn: (modifier_groups: Id[]) =>
      call(
        api.PUT('/v1/products/{id}/modifier-groups', {
          params: { path: { id: product.id } },
          body: { modifier_groups },
        }),
      ),
    onSuccess: (saved) => client.setQueryData(['product', saved.id], saved),
    onSettled: () => void client.invalidateQueries({ queryKey: ['modifier-groups'] }),
  });
  // What is on its way is shown as if it had arrived.
  const ids = saving.isPending ? saving.variables : product.modifier_groups;
  const known = groups?.items ?? [];
  const others = known.filter(({ id, active }) => active && !ids.includes(id));
  const nameOf = (id: Id) => known.find((group) => group.id === id)?.name ?? '';
  const move = (from: number, by: -1 | 1) =>
    saving.mutate(ids.toSpliced(from, 1).toSpliced(from + by, 0, ids[from]!));
  return (
    <Card title={<FormattedMessage id="options.title" />}>
      <div className={styles.card}>
        {ids.length > 0 && (
          <ul className={styles.groups} aria-label={formatMessage({ id: 'options.title' })}>
            {ids.map((id, at) => (
              <li key={id} className={styles.group}>
                <span className={styles.name}>{nameOf(id)}</span>
                {mayEdit && (
                  <>
                    <IconButton
                      size="sm"
                      label={formatMessage({ id: 'options.up' }, { name: nameOf(id) })}
                      isDisabled={at === 0}
                      onPress={() => move(at, -1)}
                    >
                      <ArrowUp aria-hidden="true" />
                    </IconButton>
                    <IconButton
                      size="sm"
                      label={formatMessage({ id: 'options.down' }, { name: nameOf(id) })}
                      isDisabled={at === ids.length - 1}
                      onPress={() => move(at, 1)}
                    >
                      <ArrowDown aria-hidden="true" />
                    </IconButton>
                    <IconButton
                      size="sm"
                      label={formatMessage({ id: 'options.take_off' }, { name: nameOf(id) })}
                      onPress={() => saving.mutate(ids.filter((other) => other !== id))}
                    >
                      <X aria-hidden="true" />
                    </IconButton>
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
        {mayEdit && others.length > 0 && (
          <Select
            label={formatMessage({ id: 'options.attach' })}
            placeholder={formatMessage({ id: 'product.choose' })}
            value={null}
            onChange={(id) => saving.mutate([...ids, id])}
            options={others.map(({ id, name }) => ({ value: id, label: name }))}
          />
        )}
        {saving.error && <ProblemNote error={saving.error} />}
        <p className={styles.hint}>
          <FormattedMessage
            id={known.length === 0 ? 'options.none_hint' : 'options.product_hint'}
          />{' '}
          <Link to="/options">
            <FormattedMessage id="options.all" />
          </Link>
        </p>
      </div>
    </Card>
  );
}
