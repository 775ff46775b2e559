import { useMutation, useQuery, useQueryClient, useInfiniteQuery } from '@tanstack/react-query';
import { ImagePlus, ReceiptText } from 'lucide-react';
import { useRef, useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, upload } from '../../api/client';
import { receiptQuery, receiptSettingsQuery } from '../../api/printing';
import { ordersQuery } from '../../api/queries';
import type { ReceiptSettings, ReceiptSettingsPatch } from '../../api/types';
import {
  Button,
  Card,
  EmptyState,
  ErrorState,
  Loading,
  ProblemNote,
  Select,
  Skeleton,
  Switch,
  TextField,
  toast,
} from '../../design';
import { RadioCards } from '../../design/RadioCards';
import { SlipPaper } from '../../design/SlipPaper';
import { fieldErrors } from '../shared/field-errors';
import { Mail } from './Mail';
import styles from './Receipts.module.css';

/** What stands on receipts, with the last receipt beside it as it would be printed now. */
export function Receipts() {
  const { data, error, refetch, isFetching } = useQuery(receiptSettingsQuery);
  if (data) return <Known settings={data} />;
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
  ) : (
    <Loading>
      <Skeleton height="420px" />
    </Loading>
  );
}

const SHOWN = ['show_taxes', 'show_net', 'show_sku', 'show_staff', 'show_customer'] as const;

function Known({ settings }: { settings: ReceiptSettings }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [header, setHeader] = useState(settings.header);
  const [footer, setFooter] = useState(settings.footer);
  function saved(now: ReceiptSettings): void {
    client.setQueryData(receiptSettingsQuery.queryKey, now);
    void client.invalidateQueries({ queryKey: ['receipt'] });
    toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
  }
  const saving = useMutation({
    mutationFn: (body: ReceiptSettingsPatch) => call(api.PATCH('/v1/receipt-settings', { body })),
    onSuccess: saved,
  });
  const drawing = useMutation({
    mutationFn: (logo: File | null) =>
      call(
        logo
          ? api.PUT('/v1/receipt-settings/logo', upload(logo))
          : api.DELETE('/v1/receipt-settings/logo'),
      ),
    onSuccess: saved,
  });
  const pending = saving.isPending ? saving.variables : {};
  const now = {
    ...settings,
    ...Object.fromEntries(Object.entries(pending).filter(([, value]) => value !== null)),
  } as ReceiptSettings;
  const { field, rest } = fieldErrors(saving.error, ['header', 'footer']);
  const isChanged = header !== settings.header || footer !== settings.footer;

  return (
    <div className={styles.columns}>
      <Card title={<FormattedMessage id="settings.part.receipts" />}>
        <div className={styles.form}>
          {(rest ?? drawing.error) ? <ProblemNote error={rest ?? drawing.error} /> : null}
          <form
            noValidate
            className={styles.texts}
            onSubmit={(event: FormEvent) => {
              event.preventDefault();
              saving.mutate({ header, footer });
            }}
          >
            <TextField
              rows={3}
              label={formatMessage({ id: 'settings.receipts.header' })}
              description={formatMessage({ id: 'settings.receipts.header_hint' })}
              value={header}
              onChange={setHeader}
              error={field('header')}
            />
            <TextField
              rows={3}
              label={formatMessage({ id: 'settings.receipts.footer' })}
              value={footer}
              onChange={setFooter}
              error={field('footer')}
            />
            <Button
              type="submit"
              variant="primary"
              isDisabled={!isChanged}
              isPending={saving.isPending && 'header' in pending}
            >
              <FormattedMessage id="action.save" />
            </Button>
          </form>
          <Logo
            hasLogo={settings.logo_id !== null}
            isPending={drawing.isPending}
            onChoose={(logo) => drawing.mutate(logo)}
          />
          <Select
            label={formatMessage({ id: 'settings.receipts.language' })}
            value={now.language}
            onChange={(language) => saving.mutate({ language: language as 'en' | 'de' })}
            options={[
              { value: 'en', label: 'English' },
              { value: 'de', label: 'Deutsch' },
            ]}
          />
          <RadioCards
            label={formatMessage({ id: 'settings.receipts.code' })}
            value={now.number_code}
            onChange={(number_code) => saving.mutate({ number_code })}
            options={(['barcode', 'qr', 'none'] as const).map((value) => ({
              value,
              label: formatMessage({ id: `settings.receipts.code.${value}` }),
            }))}
          />
          <div className={styles.switches}>
            {SHOWN.map((name) => (
              <Switch
                key={name}
                isSelected={now[name]}
                onChange={(isOn) => saving.mutate({ [name]: isOn })}
              >
                <FormattedMessage id={`settings.receipts.${name}`} />
              </Switch>
            ))}
          </div>
        </div>
      </Card>
      <Preview />
      <Mail />
    </div>
  );
}

function Logo({
  hasLogo,
  isPending,
  onChoose,
}: {
  hasLogo: boolean;
  isPending: boolean;
  onChoose: (logo: File | null) => void;
}) {
  const { formatMessage } = useIntl();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={styles.logo}>
      <input
        ref={input}
        hidden
        type="file"
        accept="image/png"
        aria-label={formatMessage({ id: 'settings.receipts.logo' })}
        onChange={(event) => {
          const file = event.target.files?.[0];
          if (file) onChoose(file);
          event.target.value = '';
        }}
      />
      <Button
        icon={<ImagePlus aria-hidden="true" />}
        isPending={isPending}
        onPress={() => input.current?.click()}
      >
        <FormattedMessage id="settings.receipts.logo" />
      </Button>
      {hasLogo && (
        <Button variant="ghost" onPress={() => onChoose(null)}>
          <FormattedMessage id="settings.receipts.logo_remove" />
        </Button>
      )}
      <p className={styles.hint}>
        <FormattedMessage id="settings.receipts.logo_hint" />
      </p>
    </div>
  );
}

/** The last sale's receipt, as it looks with what is saved. */
function Preview() {
  const { data, error, refetch, isFetching } = useInfiniteQuery(
    ordersQuery({ state: 'completed', limit: 1 }),
  );
  const last = data?.pages[0]?.items[0];
  const slip = useQuery({
    ...receiptQuery({ kind: 'order', id: last?.id ?? '' }),
    enabled: last !== undefined,
  });
  const problem = error ?? slip.error;
  return (
    <section className={styles.preview}>
      <h2 className={styles.title}>
        <FormattedMessage id="settings.receipts.preview" />
      </h2>
      {slip.data ? (
        <SlipPaper slip={slip.data} />
      ) : problem ? (
        <ErrorState
          error={problem}
          onRetry={() => void (error ? refetch() : slip.refetch())}
          isRetrying={isFetching || slip.isFetching}
        />
      ) : data && !last ? (
        <EmptyState
          icon={<ReceiptText aria-hidden="true" />}
          title={<FormattedMessage id="settings.receipts.preview_empty" />}
        >
          <FormattedMessage id="settings.receipts.preview_empty_text" />
        </EmptyState>
      ) : (
        <Loading>
          <Skeleton width="320px" height="420px" />
        </Loading>
      )}
    </section>
  );
}
