import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { locationsQuery, settingsQuery } from '../../api/queries';
import type { AdjustmentKind, Id, StockLevel } from '../../api/types';
import { Button, Dialog, ProblemNote, Quantity, Select, TextField, toast } from '../../design';
import { parseMoney, toDecimal } from '../../lib/money';
import { parseQuantity } from '../shared/amounts';
import { fieldErrors } from '../shared/field-errors';
import { MoneyField } from '../shared/MoneyField';
import { VariantPicker, type PickedVariant } from '../shared/VariantPicker';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { ADJUSTMENT_KINDS, bringsCost, outcome } from './adjustment';
import { nameOf } from './names';
import shared from '../shared/shared.module.css';
import styles from './Stock.module.css';

const FIELDS = ['variant_id', 'location_id', 'kind', 'quantity', 'unit_cost', 'reason'];

/** Corrects what the books think lies on the shelf, and says why. */
export function AdjustmentDialog({
  level,
  variant: given,
  kind: firstKind = 'received',
  onClose,
}: {
  /** Adjusts this place's stock of one thing … */
  level?: StockLevel;
  /** … or that of a thing without stock yet, or of one still to be chosen. */
  variant?: PickedVariant;
  kind?: AdjustmentKind;
  onClose: () => void;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: locations } = useQuery(locationsQuery);
  const { data: settings } = useQuery(settingsQuery);
  const currency = settings?.currency ?? level?.value?.currency ?? '';
  const [picked, setPicked] = useState<PickedVariant | null>(
    level ? { id: level.variant_id, name: nameOf(level), on_hand: level.on_hand } : (given ?? null),
  );
  const [chosenPlace, setChosenPlace] = useState<Id | null>(level?.location_id ?? null);
  const place = chosenPlace ?? locations?.items[0]?.id ?? null;
  const [kind, setKind] = useState(firstKind);
  const [quantity, setQuantity] = useState('');
  const [cost, setCost] = useState(level?.unit_cost ? toDecimal(level.unit_cost) : '');
  const [reason, setReason] = useState('');
  const [wasTried, setWasTried] = useState(false);

  const amount = parseQuantity(quantity);
  const isAmount = amount !== null && (Number(amount) > 0 || (kind === 'count' && +amount === 0));
  const unitCost = cost.trim() ? parseMoney(cost, currency) : null;
  const isCost = !bringsCost(kind) || !cost.trim() || (unitCost !== null && unitCost.amount >= 0);

  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/stock/adjustments', {
          headers: idempotent(key),
          body: {
            location_id: place!,
            variant_id: picked!.id,
            kind,
            quantity: amount!,
            ...(bringsCost(kind) && unitCost ? { unit_cost: unitCost } : {}),
            ...(reason.trim() ? { reason: reason.trim() } : {}),
          },
        }),
      ),
    onSuccess: ({ stock }) => {
      for (const key of ['stock', 'movements', 'products', 'product']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
      toast(
        formatMessage(
          { id: 'stock.adjusted' },
          { name: nameOf(stock), quantity: Number(stock.on_hand) },
        ),
        { tone: 'positive' },
      );
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, FIELDS);
  const needed = (isMissing: boolean, id: 'stock.error.variant' | 'stock.error.quantity') =>
    wasTried && isMissing ? formatMessage({ id }) : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (picked && place && isAmount && isCost) saving.mutate();
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={formatMessage({ id: 'stock.adjust' })}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form="adjustment" variant="primary" isPending={saving.isPending}>
            <FormattedMessage id={`adjustment.do.${kind}`} />
          </Button>
        </>
      }
    >
      <form id="adjustment" noValidate className={shared.form} onSubmit={submit}>
        {level || given ? (
          <p className={styles.what}>{picked?.name}</p>
        ) : (
          <VariantPicker
            label={formatMessage({ id: 'stock.variant' })}
            locationId={place}
            onPick={setPicked}
            error={needed(!picked, 'stock.error.variant') ?? field('variant_id')}
          />
        )}
        <div className={shared.pair}>
          <Select
            label={formatMessage({ id: 'stock.kind' })}
            value={kind}
            onChange={setKind}
            error={field('kind')}
            options={ADJUSTMENT_KINDS.map((of) => ({
              value: of,
              label: formatMessage({ id: `adjustment.${of}` }),
            }))}
          />
          {(locations?.items.length ?? 0) > 1 && (
            <Select
              label={formatMessage({ id: 'location.label' })}
              isDisabled={!!level}
              value={place}
              onChange={setChosenPlace}
              error={field('location_id')}
              options={(locations?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
        </div>
        <div className={shared.pair}>
          <TextField
            autoFocus={!!level}
            label={formatMessage({
              id: kind === 'count' ? 'stock.quantity_counted' : 'stock.quantity',
            })}
            inputMode="decimal"
            value={quantity}
            onChange={setQuantity}
            error={needed(!isAmount, 'stock.error.quantity') ?? field('quantity')}
            description={
              picked?.on_hand !== undefined && isAmount ? (
                <Outcome kind={kind} onHand={picked.on_hand} quantity={amount} />
              ) : undefined
            }
          />
          {bringsCost(kind) && (
            <MoneyField
              label={formatMessage({ id: 'stock.unit_cost' })}
              currency={currency}
              value={cost}
              onChange={setCost}
              error={
                wasTried && !isCost
                  ? formatMessage({ id: 'product.error.cost' })
                  : field('unit_cost')
              }
            />
          )}
        </div>
        <TextField
          label={formatMessage({ id: 'stock.reason' })}
          value={reason}
          onChange={setReason}
          error={field('reason')}
        />
        {rest ? <ProblemNote error={rest} /> : null}
      </form>
    </Dialog>
  );
}

function Outcome({
  kind,
  onHand,
  quantity,
}: {
  kind: AdjustmentKind;
  onHand: string;
  quantity: string;
}) {
  const { after, change } = outcome(kind, onHand, quantity);
  return (
    <FormattedMessage
      id="stock.outcome"
      values={{
        now: <Quantity value={onHand} />,
        after: <Quantity value={after} />,
        change: <Quantity value={change} signed />,
      }}
    />
  );
}
