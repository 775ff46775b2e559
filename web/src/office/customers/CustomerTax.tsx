import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { customerTaxQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { CustomerTax as Tax, Id } from '../../api/types';
import { Button, Card, DateTime, DatePicker, Dialog, ProblemNote, TextField } from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import shared from '../shared/shared.module.css';
import styles from './CustomerPage.module.css';

/** Whether a customer is charged tax, and until when they are not. */
export function CustomerTax({ id }: { id: Id }) {
  const { data } = useQuery(customerTaxQuery(id));
  const mayExempt = useMay('exempt_tax');
  const [isEditing, setEditing] = useState(false);
  const exemption = data?.tax_exemption;
  if (!data || (!exemption && !mayExempt)) return null;
  return (
    <Card>
      <div className={styles.tax}>
        <p>
          {exemption ? (
            <>
              <strong>
                <FormattedMessage id="customer.exempt" />
              </strong>{' '}
              {[exemption.reason, exemption.certificate].filter(Boolean).join(' · ')}
              {exemption.valid_to && (
                <>
                  {' · '}
                  <FormattedMessage
                    id="customer.exempt_until"
                    values={{ date: <DateTime value={exemption.valid_to} look="date" /> }}
                  />
                </>
              )}
            </>
          ) : (
            <FormattedMessage id="customer.taxed" />
          )}
        </p>
        {mayExempt && (
          <Button size="sm" onPress={() => setEditing(true)}>
            <FormattedMessage id={exemption ? 'customer.exempt_edit' : 'customer.exempt_add'} />
          </Button>
        )}
      </div>
      {isEditing && <ExemptionDialog id={id} tax={data} onClose={() => setEditing(false)} />}
    </Card>
  );
}

function ExemptionDialog({ id, tax, onClose }: { id: Id; tax: Tax; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const had = tax.tax_exemption;
  const [reason, setReason] = useState(had?.reason ?? '');
  const [certificate, setCertificate] = useState(had?.certificate ?? '');
  const [validTo, setValidTo] = useState(had?.valid_to ?? null);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: (body: Tax) =>
      call(
        api.PUT('/v1/customers/{id}/tax-exemption', {
          params: { path: { id } },
          headers: idempotent(key),
          body,
        }),
      ),
    onSuccess: (saved) => {
      client.setQueryData(customerTaxQuery(id).queryKey, saved);
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, [
    ...['tax_exemption.reason', 'tax_exemption.certificate', 'tax_exemption.valid_to'],
  ]);

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (!reason.trim()) return;
    const exemption = { reason: reason.trim(), certificate: certificate.trim() };
    saving.mutate({ tax_exemption: { ...exemption, valid_to: validTo } });
  }

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={formatMessage({ id: 'customer.exempt_title' })}
      footer={
        <>
          {had && (
            <Button onPress={() => saving.mutate({ tax_exemption: null })}>
              <FormattedMessage id="customer.exempt_remove" />
            </Button>
          )}
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form="exemption" variant="primary" isPending={saving.isPending}>
            <FormattedMessage id="action.save" />
          </Button>
        </>
      }
    >
      <form id="exemption" noValidate className={shared.form} onSubmit={submit}>
        <TextField
          autoFocus
          label={formatMessage({ id: 'customer.exempt_reason' })}
          value={reason}
          onChange={setReason}
          maxLength={200}
          error={
            wasTried && !reason.trim()
              ? formatMessage({ id: 'customer.exempt_reason_needed' })
              : field('tax_exemption.reason')
          }
        />
        <div className={shared.pair}>
          <TextField
            label={formatMessage({ id: 'customer.exempt_certificate' })}
            value={certificate}
            onChange={setCertificate}
            maxLength={100}
            error={field('tax_exemption.certificate')}
          />
          <DatePicker
            label={formatMessage({ id: 'customer.exempt_valid_to' })}
            value={validTo}
            onChange={setValidTo}
            error={field('tax_exemption.valid_to')}
          />
        </div>
        {rest ? <ProblemNote error={rest} /> : null}
      </form>
    </Dialog>
  );
}
