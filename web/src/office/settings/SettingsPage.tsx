import { useIntl } from 'react-intl';
import { Page, PageHeader, Tabs } from '../../design';
import { useFilters } from '../shared/use-filters';
import { ApiKeys } from './ApiKeys';
import { People } from './People';
import { Registers } from './Registers';
import { Shop } from './Shop';
import { Taxes } from './Taxes';

const PARTS = ['shop', 'taxes', 'registers', 'people', 'keys'] as const;
type Part = (typeof PARTS)[number];

export function Component() {
  const { formatMessage } = useIntl();
  const [{ part = 'shop' }, setFilters] = useFilters(['part']);
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'settings.title' })} />
      <Tabs<Part>
        label={formatMessage({ id: 'settings.parts' })}
        selected={part as Part}
        onSelect={(chosen) => setFilters({ part: chosen === 'shop' ? null : chosen })}
        tabs={PARTS.map((key) => ({ key, label: formatMessage({ id: `settings.part.${key}` }) }))}
      />
      {part === 'shop' && <Shop />}
      {part === 'taxes' && <Taxes />}
      {part === 'registers' && <Registers />}
      {part === 'people' && <People />}
      {part === 'keys' && <ApiKeys />}
    </Page>
  );
}
