import { FileDown } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { receiptFile, type ReceiptOf } from '../api/printing';
import { Button, type ButtonSize } from '../design/Button';
import { Menu, MenuItem } from '../design/Menu';

/** The receipt as a file to keep or to print anywhere; of a sale the gift receipt too. */
export function ReceiptFiles({ of, size }: { of: ReceiptOf; size?: ButtonSize }) {
  const { formatMessage } = useIntl();
  return (
    <Menu
      label={formatMessage({ id: 'receipt.files' })}
      placement="bottom end"
      trigger={
        <Button size={size} icon={<FileDown aria-hidden="true" />}>
          <FormattedMessage id="receipt.pdf" />
        </Button>
      }
    >
      <MenuItem href={receiptFile(of)} download="">
        {formatMessage({ id: 'receipt.file' })}
      </MenuItem>
      {of.kind === 'order' && (
        <MenuItem href={receiptFile(of, 'gift')} download="">
          {formatMessage({ id: 'receipt.gift_file' })}
        </MenuItem>
      )}
    </Menu>
  );
}
