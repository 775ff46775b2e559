import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Printer as PrinterIcon } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import {
  printerProfilesQuery,
  printerStatusQuery,
  printersQuery,
  registerPrintersQuery,
} from '../../api/printing';
import { locationsQuery, registersQuery } from '../../api/queries';
import type { Printer } from '../../api/types';
import {
  Button,
  Card,
  Checkbox,
  EmptyState,
  Select,
  StatusPill,
  Switch,
  TextField,
  toast,
} from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { TwoLines } from '../shared/Facts';
import { usePlaceNames } from '../shared/use-location-names';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { Rows } from './Rows';
import styles from './Settings.module.css';

/** The receipt printers, how each is, and which register uses which. */
export function Printers() {
  const printers = useQuery(printersQuery);
  const { data: profiles } = useQuery(printerProfilesQuery);
  const places = usePlaceNames();
  const [edited, setEdited] = useState<Printer | 'new' | null>(null);
  const model = (id: string) => profiles?.items.find((profile) => profile.id === id)?.name ?? id;
  return (
    <div className={styles.stack}>
      <Rows
        query={printers}
        title={<FormattedMessage id="settings.part.printers" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setEdited('new')}>
            <FormattedMessage id="settings.printers.add" />
          </Button>
        }
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<PrinterIcon aria-hidden="true" />}
            title={<FormattedMessage id="settings.printers.empty" />}
          >
            <FormattedMessage id="settings.printers.empty_text" />
          </EmptyState>
        }
      >
        {(printer) => (
          <TwoLines
            title={printer.name}
            detail={[
              places.location(printer.location_id),
              model(printer.profile),
              printer.address,
            ].join(' · ')}
            end={<PrinterState printer={printer} onEdit={() => setEdited(printer)} />}
          />
        )}
      </Rows>
      {printers.data && printers.data.items.length > 0 && (
        <RegisterPrinters printers={printers.data.items} />
      )}
      {edited && (
        <PrinterDialog printer={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
    </div>
  );
}

/** What the printer says of itself now, and what can be done with it. */
function PrinterState({ printer, onEdit }: { printer: Printer; onEdit: () => void }) {
  const { formatMessage } = useIntl();
  const status = useQuery({ ...printerStatusQuery(printer.id), enabled: printer.active });
  const testing = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/printers/{id}/test', { params: { path: { id: printer.id } }, body: {} })),
    onSuccess: () => toast(formatMessage({ id: 'settings.printers.test_queued' })),
  });
  return (
    <span className={styles.aside}>
      <span>
        {!printer.active ? (
          <StatusPill>
            <FormattedMessage id="settings.printers.off" />
          </StatusPill>
        ) : status.data ? (
          <StatusPill
            tone={!status.data.ready ? 'danger' : status.data.paper_low ? 'warning' : 'positive'}
          >
            <FormattedMessage
              id={
                status.data.problem
                  ? `settings.printers.${status.data.problem}`
                  : status.data.paper_low
                    ? 'settings.printers.paper_low'
                    : 'settings.printers.ready'
              }
            />
          </StatusPill>
        ) : (
          <StatusPill isBusy={status.isFetching}>
            <FormattedMessage id="settings.printers.asking" />
          </StatusPill>
        )}
      </span>
      <span>
        <Button
          size="sm"
          variant="ghost"
          isDisabled={!printer.active}
          isPending={testing.isPending}
          onPress={() => testing.mutate()}
        >
          <FormattedMessage id="settings.printers.test" />
        </Button>
        <Button size="sm" variant="ghost" onPress={onEdit}>
          <FormattedMessage id="settings.printers.change" />
        </Button>
      </span>
    </span>
  );
}

function PrinterDialog({ printer, onClose }: { printer: Printer | null; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: locations } = useQuery(locationsQuery);
  const { data: profiles } = useQuery(printerProfilesQuery);
  const [name, setName] = useState(printer?.name ?? '');
  const [address, setAddress] = useState(printer?.address ?? '');
  const [profile, setProfile] = useState(printer?.profile ?? 'generic-80mm');
  const [isSmall, setSmall] = useState(printer?.small_letters ?? false);
  const [reports, setReports] = useState(printer?.reports_status ?? true);
  const [isActive, setActive] = useState(printer?.active ?? true);
  const [chosen, setChosen] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const place = chosen ?? locations?.items[0]?.id ?? null;
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        address: address.trim(),
        profile,
        small_letters: isSmall,
        reports_status: reports,
      };
      return printer
        ? call(
            api.PATCH('/v1/printers/{id}', {
              params: { path: { id: printer.id } },
              body: { ...body, active: isActive },
            }),
          )
        : call(
            api.POST('/v1/printers', {
              headers: idempotent(key),
              body: { ...body, location_id: place! },
            }),
          );
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: printersQuery.queryKey });
      void client.invalidateQueries({ queryKey: printerStatusQuery(saved.id).queryKey });
      toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, ['name', 'address', 'profile']);
  return (
    <FormDialog
      title={printer?.name ?? formatMessage({ id: 'settings.printers.add' })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim() && address.trim() && place) saving.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'settings.name' })}
        value={name}
        onChange={setName}
        error={
          wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
        }
      />
      <TextField
        label={formatMessage({ id: 'settings.printers.address' })}
        description={formatMessage({ id: 'settings.printers.address_hint' })}
        value={address}
        onChange={setAddress}
        error={
          wasTried && !address.trim()
            ? formatMessage({ id: 'settings.printers.address_needed' })
            : field('address')
        }
      />
      <Select
        label={formatMessage({ id: 'settings.printers.model' })}
        value={profile}
        onChange={setProfile}
        error={field('profile')}
        options={(profiles?.items ?? []).map(({ id, name: of }) => ({ value: id, label: of }))}
      />
      {!printer && (
        <Select
          label={formatMessage({ id: 'location.label' })}
          value={place}
          onChange={setChosen}
          options={(locations?.items ?? []).map(({ id, name: of }) => ({ value: id, label: of }))}
        />
      )}
      <Checkbox isSelected={isSmall} onChange={setSmall}>
        <FormattedMessage id="settings.printers.small" />
      </Checkbox>
      <Checkbox isSelected={reports} onChange={setReports}>
        <FormattedMessage id="settings.printers.reports" />
      </Checkbox>
      {printer && (
        <Checkbox isSelected={isActive} onChange={setActive}>
          <FormattedMessage id="settings.printers.active" />
        </Checkbox>
      )}
    </FormDialog>
  );
}

/** Which register prints where, and whose drawer hangs on the printer. Takes effect at once. */
function RegisterPrinters({ printers }: { printers: readonly Printer[] }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const registers = useQuery(registersQuery);
  const { data: chosen } = useQuery(registerPrintersQuery);
  const choosing = useMutation({
    mutationFn: (choice: { register: string; printer_id: string | null; has_drawer: boolean }) =>
      call(
        api.PUT('/v1/registers/{id}/printer', {
          params: { path: { id: choice.register } },
          body: { printer_id: choice.printer_id, has_drawer: choice.has_drawer },
        }),
      ),
    onSuccess: (now) => client.setQueryData(registerPrintersQuery.queryKey, now),
  });
  return (
    <Card flush title={<FormattedMessage id="settings.printers.registers" />}>
      <ul className={styles.rows}>
        {(registers.data?.items ?? []).map((register) => {
          const now = chosen?.items.find(({ register_id }) => register_id === register.id);
          const choose = (printer_id: string | null, has_drawer: boolean) =>
            choosing.mutate({ register: register.id, printer_id, has_drawer });
          return (
            <li key={register.id} className={styles.row}>
              <div className={styles.name}>
                <Select
                  label={register.name}
                  value={now?.printer_id ?? 'none'}
                  onChange={(id) => choose(id === 'none' ? null : id, now?.has_drawer ?? false)}
                  options={[
                    { value: 'none', label: formatMessage({ id: 'settings.printers.browser' }) },
                    ...printers
                      .filter(({ active, id }) => active || id === now?.printer_id)
                      .map(({ id, name }) => ({ value: id, label: name })),
                  ]}
                />
                <Switch
                  isSelected={now?.has_drawer ?? false}
                  isDisabled={!now}
                  onChange={(isOn) => choose(now?.printer_id ?? null, isOn)}
                >
                  <FormattedMessage id="settings.printers.drawer" />
                </Switch>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
