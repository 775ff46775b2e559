import { BookOpenText } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { EmptyState, Page, PageHeader } from '../../design';

export function Component() {
  const { formatMessage } = useIntl();
  return (
    <Page>
      <PageHeader title={formatMessage({ id: 'books.title' })} />
      <EmptyState
        icon={<BookOpenText aria-hidden="true" />}
        title={<FormattedMessage id="books.empty" />}
      >
        <FormattedMessage id="books.empty_text" />
      </EmptyState>
    </Page>
  );
}
