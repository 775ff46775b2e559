import { useIntl } from 'react-intl';
import { Page, PageHeader, Tabs } from '../../design';
import { useFilters } from '../shared/use-filters';
import { Accounts } from './Accounts';
import { Journal } from './Journal';
import { TrialBalance } from './TrialBalance';

type Part = 'journal' | 'trial-balance' | 'accounts';

/** What the accountant reads: every entry, what each account holds, and the chart. */
export function Component() {
  const { formatMessage } = useIntl();
  const [{ part = 'journal' }, setFilters] = useFilters(['part']);
  return (
    <Page fill>
      <PageHeader title={formatMessage({ id: 'books.title' })} />
      <Tabs<Part>
        label={formatMessage({ id: 'books.parts' })}
        selected={part as Part}
        onSelect={(chosen) => setFilters({ part: chosen === 'journal' ? null : chosen })}
        tabs={(['journal', 'trial-balance', 'accounts'] as const).map((key) => ({
          key,
          label: formatMessage({ id: `books.part.${key}` }),
        }))}
      />
      {part === 'journal' && <Journal />}
      {part === 'trial-balance' && <TrialBalance />}
      {part === 'accounts' && <Accounts />}
    </Page>
  );
}
