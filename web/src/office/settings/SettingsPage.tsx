import { useIntl } from 'react-intl';
import { Navigate } from 'react-router';
import { useSession } from '../../api/session';
import type { Permission } from '../../api/types';
import { Page, PageHeader, Tabs } from '../../design';
import { useFilters } from '../shared/use-filters';
import { ApiKeys } from './ApiKeys';
import { People } from './People';
import { Places } from './Places';
import { Printers } from './Printers';
import { Receipts } from './Receipts';
import { Registers } from './Registers';
import { Roles } from './Roles';
import { Scales } from './Scales';
import { Shop } from './Shop';
import { Taxes } from './Taxes';

type Part =
  'shop' | 'taxes' | 'scales' | 'registers' | 'receipts' | 'printers' | 'people' | 'roles' | 'keys';

/** The parts, and what it takes to change something in each; the others are not shown. */
const PARTS: readonly (readonly [Part, Permission])[] = [
  ['shop', 'manage_settings'],
  ['taxes', 'edit_catalogue'],
  ['scales', 'edit_catalogue'],
  ['registers', 'manage_settings'],
  ['receipts', 'manage_settings'],
  ['printers', 'manage_settings'],
  ['people', 'manage_staff'],
  ['roles', 'manage_staff'],
  ['keys', 'manage_api_keys'],
];

export function Component() {
  const { formatMessage } = useIntl();
  const { permissions } = useSession();
  const parts = PARTS.filter(([, needs]) => permissions.includes(needs)).map(([key]) => key);
  const [{ part: chosen }, setFilters] = useFilters(['part']);
  const part = parts.find((key) => key === chosen) ?? parts[0];
  if (!part) return <Navigate to="/" replace />;
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'settings.title' })} />
      <Tabs<Part>
        label={formatMessage({ id: 'settings.parts' })}
        selected={part}
        onSelect={(key) => setFilters({ part: key === parts[0] ? null : key })}
        tabs={parts.map((key) => ({ key, label: formatMessage({ id: `settings.part.${key}` }) }))}
      />
      {part === 'shop' && <Shop />}
      {part === 'taxes' && <Taxes />}
      {part === 'scales' && <Scales />}
      {part === 'registers' && <Registers />}
      {part === 'registers' && <Places />}
      {part === 'receipts' && <Receipts />}
      {part === 'printers' && <Printers />}
      {part === 'people' && <People />}
      {part === 'roles' && <Roles />}
      {part === 'keys' && <ApiKeys />}
    </Page>
  );
}
