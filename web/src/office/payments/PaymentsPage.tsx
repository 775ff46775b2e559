import { Banknote } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'payments.title' })} />
      <EmptyState
        icon={<Banknote aria-hidden="true" />}
        title={<FormattedMessage id="payments.empty" />}
      >
        <FormattedMessage id="payments.empty_text" />
      </EmptyState>
    </Page>
  );
}
