import { Package } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'products.title' })} />
      <EmptyState
        icon={<Package aria-hidden="true" />}
        title={<FormattedMessage id="products.empty" />}
      >
        <FormattedMessage id="products.empty_text" />
      </EmptyState>
    </Page>
  );
}
