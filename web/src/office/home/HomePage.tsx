import { ChartNoAxesColumn } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'home.title' })} />
      <EmptyState
        icon={<ChartNoAxesColumn aria-hidden="true" />}
        title={<FormattedMessage id="home.empty" />}
      >
        <FormattedMessage id="home.empty_text" />
      </EmptyState>
    </Page>
  );
}
