import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate, useParams } from 'react-router';
import { api, call, idempotent } from '../../api/client';
import { promotionQuery, settingsQuery } from '../../api/queries';
import type { Promotion } from '../../api/types';
import {
  Button,
  Card,
  Checkbox,
  ErrorState,
  Loading,
  Page,
  PageHeader,
  ProblemNote,
  Select,
  Skeleton,
  TextField,
  toast,
} from '../../design';
import { StandingPill } from '../prices/use-validity';
import { VALIDITY_FIELDS, ValidityFields } from '../prices/ValidityFields';
import { fieldErrors } from '../shared/field-errors';
import { BackLink } from '../shared/Link';
import { MoneyField } from '../shared/MoneyField';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { Coupons } from './Coupons';
import {
  draftOf,
  emptyDraft,
  has,
  KINDS,
  toPromotion,
  withKind,
  type PromotionDraft,
} from './draft';
import { Parts } from './Parts';
import { Preview } from './Preview';
import shared from '../shared/shared.module.css';
import styles from './Promotions.module.css';

/** One promotion, and what it does to a cart while it is still being typed. */
export function Component() {
  const { id = 'new' } = useParams();
  const { formatMessage } = useIntl();
  const isNew = id === 'new';
  const promotion = useQuery({ ...promotionQuery(id), enabled: !isNew });
  const settings = useQuery(settingsQuery);
  const error = promotion.error ?? settings.error;
  if (settings.data && (isNew || promotion.data)) {
    return (
      <Editor
        key={id}
        promotion={isNew ? undefined : promotion.data}
        currency={settings.data.currency}
      />
    );
  }
  return (
    <Page>
      <PageHeader
        title={formatMessage({ id: isNew ? 'promotions.add' : 'promotions.one' })}
        back={<Back />}
      />
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => [promotion, settings].forEach(({ refetch }) => void refetch())}
          isRetrying={promotion.isFetching}
        />
      ) : (
        <Loading>
          <div className={styles.columns}>
            <Skeleton height="520px" className={styles.block} />
            <Skeleton height="320px" className={styles.block} />
          </div>
        </Loading>
      )}
    </Page>
  );
}

function Back() {
  return (
    <BackLink to="/promotions">
      <FormattedMessage id="promotions.title" />
    </BackLink>
  );
}

function Editor({ promotion, currency }: { promotion?: Promotion; currency: string }) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [draft, setDraft] = useState<PromotionDraft>(() =>
    promotion ? draftOf(promotion) : emptyDraft(),
  );
  const change = (changes: Partial<PromotionDraft>) => setDraft((old) => ({ ...old, ...changes }));
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () => {
      const body = toPromotion(draft, currency);
      return promotion
        ? call(
            api.PATCH('/v1/promotions/{id}', {
              params: { path: { id: promotion.id } },
              headers: idempotent(key),
              body: { version: promotion.version, promotion: body },
            }),
          )
        : call(api.POST('/v1/promotions', { headers: idempotent(key), body }));
    },
    onSuccess: (saved) => {
      client.setQueryData(['promotions', saved.id], saved);
      void client.invalidateQueries({ queryKey: ['promotions'] });
      toast(formatMessage({ id: 'price_lists.saved' }, { name: saved.name }), { tone: 'positive' });
      if (!promotion) void navigate(`/promotions/${saved.id}`, { replace: true });
    },
  });
  const names = ['name', 'percent', 'amount', 'buy', 'get', 'min_total', 'goods', 'priority'];
  const all = [...names, ...VALIDITY_FIELDS].flatMap((name) => [name, `promotion.${name}`]);
  const { field: at, rest } = fieldErrors(saving.error, all);
  const field = (name: string) => at(name) ?? at(`promotion.${name}`);
  const { kind } = draft;
  return (
    <Page>
      <PageHeader
        title={promotion?.name ?? formatMessage({ id: 'promotions.add' })}
        back={<Back />}
        subtitle={promotion && <StandingPill of={promotion} />}
        actions={
          <>
            {promotion && <SwitchButton promotion={promotion} />}
            <Button
              variant="primary"
              isPending={saving.isPending}
              onPress={() => {
                setWasTried(true);
                if (draft.name.trim()) saving.mutate();
              }}
            >
              <FormattedMessage id="action.save" />
            </Button>
          </>
        }
      />
      {rest ? <ProblemNote error={rest} /> : null}
      <div className={styles.columns}>
        <div className={styles.stack}>
          <Card title={<FormattedMessage id="promotions.what" />} className={styles.block}>
            <div className={shared.form}>
              <TextField
                label={formatMessage({ id: 'promotions.name' })}
                description={formatMessage({ id: 'promotions.name_hint' })}
                value={draft.name}
                onChange={(name) => change({ name })}
                error={
                  wasTried && !draft.name.trim()
                    ? formatMessage({ id: 'settings.name_needed' })
                    : field('name')
                }
              />
              <Select
                label={formatMessage({ id: 'promotions.kind' })}
                value={kind}
                isDisabled={!!promotion}
                onChange={(chosen) => setDraft((old) => withKind(old, chosen))}
                options={KINDS.map((of) => ({
                  value: of,
                  label: formatMessage({ id: `promotions.kind.${of}` }),
                }))}
              />
              <div className={shared.pair}>
                {has.buy(kind) && (
                  <TextField
                    inputMode="numeric"
                    label={formatMessage({ id: `promotions.buy.${kind as 'mix' | 'buy_get'}` })}
                    value={draft.buy}
                    onChange={(buy) => change({ buy })}
                    error={field('buy')}
                  />
                )}
                {has.get(kind) && (
                  <TextField
                    inputMode="numeric"
                    label={formatMessage({ id: 'promotions.get' })}
                    value={draft.get}
                    onChange={(get) => change({ get })}
                    error={field('get')}
                  />
                )}
                {has.percent(kind) && (
                  <TextField
                    inputMode="decimal"
                    label={formatMessage({ id: 'promotions.percent' })}
                    value={draft.percent}
                    onChange={(percent) => change({ percent })}
                    error={field('percent')}
                  />
                )}
                {has.amount(kind) && (
                  <MoneyField
                    label={formatMessage({
                      id:
                        kind === 'mix' || kind === 'bundle'
                          ? 'promotions.set_price'
                          : 'promotions.amount',
                    })}
                    currency={currency}
                    value={draft.amount}
                    onChange={(amount) => change({ amount })}
                    error={field('amount')}
                  />
                )}
                {has.minTotal(kind) && (
                  <MoneyField
                    label={formatMessage({ id: 'promotions.min_total' })}
                    currency={currency}
                    value={draft.minTotal}
                    onChange={(minTotal) => change({ minTotal })}
                    error={field('min_total')}
                  />
                )}
              </div>
              <Parts draft={draft} onChange={(parts) => change({ parts })} error={field('goods')} />
            </div>
          </Card>
          <Card title={<FormattedMessage id="validity.when" />} className={styles.block}>
            <div className={shared.form}>
              <ValidityFields
                draft={draft.validity}
                onChange={(changes) => change({ validity: { ...draft.validity, ...changes } })}
                error={field}
              />
            </div>
          </Card>
          <Card title={<FormattedMessage id="promotions.with_others" />} className={styles.block}>
            <div className={shared.form}>
              <Checkbox
                isSelected={draft.combinable}
                onChange={(combinable) => change({ combinable })}
              >
                <FormattedMessage id="promotions.combinable" />
              </Checkbox>
              <Checkbox
                isSelected={draft.needsCoupon}
                onChange={(needsCoupon) => change({ needsCoupon })}
              >
                <FormattedMessage id="promotions.needs_coupon" />
              </Checkbox>
              <TextField
                inputMode="numeric"
                label={formatMessage({ id: 'promotions.priority' })}
                description={formatMessage({ id: 'promotions.priority_hint' })}
                value={draft.priority}
                onChange={(priority) => change({ priority })}
                error={field('priority')}
              />
            </div>
          </Card>
        </div>
        <div className={styles.stack}>
          <Preview
            promotion={toPromotion(
              // A name that is still to be typed is no reason to show nothing.
              { ...draft, name: draft.name.trim() || formatMessage({ id: 'promotions.one' }) },
              currency,
            )}
            replaces={promotion?.id ?? null}
          />
          {promotion?.needs_coupon && <Coupons promotion={promotion} />}
        </div>
      </div>
    </Page>
  );
}

function SwitchButton({ promotion }: { promotion: Promotion }) {
  const client = useQueryClient();
  const switching = useMutation({
    mutationFn: () =>
      call(
        api.PATCH('/v1/promotions/{id}', {
          params: { path: { id: promotion.id } },
          body: { version: promotion.version, active: !promotion.active },
        }),
      ),
    onSettled: () => void client.invalidateQueries({ queryKey: ['promotions'] }),
    onError: (error) => toast(error.message, { tone: 'danger' }),
  });
  return (
    <Button isPending={switching.isPending} onPress={() => switching.mutate()}>
      <FormattedMessage id={promotion.active ? 'validity.switch_off' : 'validity.switch_on'} />
    </Button>
  );
}
