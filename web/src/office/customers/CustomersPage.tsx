import { Users } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'customers.title' })} />
      <EmptyState
        icon={<Users aria-hidden="true" />}
        title={<FormattedMessage id="customers.empty" />}
      >
        <FormattedMessage id="customers.empty_text" />
      </EmptyState>
    </Page>
  );
}
