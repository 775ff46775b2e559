import { BookOpenText, Download, Sheet } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { BusinessDate } from '../../api/types';
import { Button, Menu, MenuItem } from '../../design';
import { fetchFile } from '../shared/csv';

/** The journal of a period as a file; the browser writes it to disk while it comes. */
export function DownloadMenu({ from, to }: { from?: BusinessDate; to?: BusinessDate }) {
  const { formatMessage } = useIntl();
  const address = (format: 'csv' | 'hledger') =>
    `/v1/journal/export?${new URLSearchParams({ format, ...(from && { from }), ...(to && { to }) })}`;
  return (
    <Menu
      label={formatMessage({ id: 'books.download' })}
      placement="bottom end"
      trigger={
        <Button icon={<Download aria-hidden="true" />}>
          <FormattedMessage id="books.download" />
        </Button>
      }
    >
      <MenuItem onAction={() => fetchFile(address('csv'))} icon={<Sheet aria-hidden="true" />}>
        {formatMessage({ id: 'books.download_csv' })}
      </MenuItem>
      <MenuItem
        onAction={() => fetchFile(address('hledger'))}
        icon={<BookOpenText aria-hidden="true" />}
      >
        {formatMessage({ id: 'books.download_hledger' })}
      </MenuItem>
    </Menu>
  );
}
