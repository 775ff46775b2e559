import { Warehouse } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'stock.title' })} />
      <EmptyState
        icon={<Warehouse aria-hidden="true" />}
        title={<FormattedMessage id="stock.empty" />}
      >
        <FormattedMessage id="stock.empty_text" />
      </EmptyState>
    </Page>
  );
}
