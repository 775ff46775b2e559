import { ReceiptText } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'orders.title' })} />
      <EmptyState
        icon={<ReceiptText aria-hidden="true" />}
        title={<FormattedMessage id="orders.empty" />}
      >
        <FormattedMessage id="orders.empty_text" />
      </EmptyState>
    </Page>
  );
}
