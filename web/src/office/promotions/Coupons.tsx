import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ticket } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import type { Coupon, Promotion } from '../../api/types';
import { Button, Card, EmptyState, Switch, TextField, toast } from '../../design';
import { FormDialog } from '../settings/FormDialog';
import { ExportButton } from '../shared/ExportButton';
import { fieldErrors } from '../shared/field-errors';
import { ListTable } from '../shared/ListTable';
import { couponsSource } from '../shared/sources';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { useList } from '../shared/use-list';
import { generated } from './codes';
import shared from '../shared/shared.module.css';
import styles from './Promotions.module.css';

/** The codes of a promotion with their use. */
export function Coupons({ promotion }: { promotion: Promotion }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const source = useMemo(() => couponsSource(promotion.id), [promotion.id]);
  const list = useList(source);
  const [isAdding, setAdding] = useState(false);
  const switching = useMutation({
    mutationFn: ({ id, active }: Pick<Coupon, 'id' | 'active'>) =>
      call(api.PATCH('/v1/coupons/{id}', { params: { path: { id } }, body: { active } })),
    onSettled: () => void client.invalidateQueries({ queryKey: source.key }),
    onError: (error) => toast(error.message, { tone: 'danger' }),
  });
  const limit = ({ max_uses, used_count }: Coupon) =>
    max_uses === null ? String(used_count) : `${used_count} / ${max_uses}`;
  const toggle = (coupon: Coupon) => (
    <Switch
      aria-label={formatMessage({ id: 'coupons.active_of' }, { code: coupon.code })}
      isSelected={coupon.active}
      onChange={(active) => switching.mutate({ id: coupon.id, active })}
    >
      {null}
    </Switch>
  );
  return (
    <Card
      flush
      title={<FormattedMessage id="coupons.title" />}
      className={styles.block}
      action={
        <span className={styles.actions}>
          <ExportButton file={source.file} />
          <Button size="sm" onPress={() => setAdding(true)}>
            <FormattedMessage id="coupons.add" />
          </Button>
        </span>
      }
    >
      <div className={styles.coupons}>
        <ListTable
          label={formatMessage({ id: 'coupons.title' })}
          list={list}
          source={source}
          columns={[
            {
              id: 'code',
              name: 'coupons.code',
              width: 'minmax(120px, 2fr)',
              cell: ({ code }) => <span className={`${shared.strong} num`}>{code}</span>,
            },
            {
              id: 'used',
              name: 'coupons.used',
              width: '96px',
              align: 'end',
              cell: (row) => <span className="num">{limit(row)}</span>,
            },
            {
              id: 'each',
              name: 'coupons.max_each',
              width: '112px',
              align: 'end',
              hideBelow: 520,
              cell: ({ max_uses_each }) => <span className="num">{max_uses_each ?? '–'}</span>,
            },
            { id: 'active', name: 'coupons.active', width: '72px', cell: toggle },
          ]}
          empty={
            <EmptyState
              icon={<Ticket aria-hidden="true" />}
              title={<FormattedMessage id="coupons.empty" />}
            >
              <FormattedMessage id="coupons.empty_text" />
            </EmptyState>
          }
        />
      </div>
      {isAdding && <AddCoupons promotion={promotion} onClose={() => setAdding(false)} />}
    </Card>
  );
}

function AddCoupons({ promotion, onClose }: { promotion: Promotion; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [count, setCount] = useState('10');
  const [most, setMost] = useState('');
  const [each, setEach] = useState('');
  const key = useIdempotencyKey();
  const codes = text.split(/[\s,;]+/).filter(Boolean);
  const whole = (typed: string) => (/^\d{1,7}$/.test(typed.trim()) ? Number(typed) : null);
  const adding = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/promotions/{id}/coupons', {
          params: { path: { id: promotion.id } },
          headers: idempotent(key),
          body: { codes, max_uses: whole(most), max_uses_each: whole(each) },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['promotions'] });
      toast(formatMessage({ id: 'coupons.added' }, { count: codes.length }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(adding.error, ['codes', 'max_uses', 'max_uses_each']);
  return (
    <FormDialog
      title={formatMessage({ id: 'coupons.add' })}
      submit={<FormattedMessage id="settings.add" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => codes.length > 0 && adding.mutate()}
    >
      <TextField
        autoFocus
        rows={4}
        label={formatMessage({ id: 'coupons.codes' })}
        description={formatMessage({ id: 'coupons.codes_hint' })}
        value={text}
        onChange={setText}
        error={field('codes')}
      />
      <div className={styles.generate}>
        <TextField
          inputMode="numeric"
          label={formatMessage({ id: 'coupons.how_many' })}
          value={count}
          onChange={setCount}
        />
        <Button
          onPress={() => {
            const wanted = Math.min(500, whole(count) ?? 0);
            setText([...codes, ...generated(wanted)].join('\n'));
          }}
        >
          <FormattedMessage id="coupons.generate" />
        </Button>
      </div>
      <div className={shared.pair}>
        <TextField
          inputMode="numeric"
          label={formatMessage({ id: 'coupons.max' })}
          description={formatMessage({ id: 'coupons.no_limit' })}
          value={most}
          onChange={setMost}
          error={field('max_uses')}
        />
        <TextField
          inputMode="numeric"
          label={formatMessage({ id: 'coupons.max_each' })}
          description={formatMessage({ id: 'coupons.each_hint' })}
          value={each}
          onChange={setEach}
          error={field('max_uses_each')}
        />
      </div>
    </FormDialog>
  );
}
