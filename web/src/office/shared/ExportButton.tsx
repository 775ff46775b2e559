import { Download } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton, type ButtonProps } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import { fetchFile } from './csv';

/** All that the filters list, as a file for a spreadsheet: the server writes it, however long it is. */
export function ExportButton({
  file,
  size,
}: {
  file: string | undefined;
  size?: ButtonProps['size'];
}) {
  const { formatMessage } = useIntl();
  const isPhone = useMediaQuery('(max-width: 639px)');
  if (!file) return null;
  if (isPhone) {
    return (
      <IconButton
        variant="secondary"
        size={size}
        label={formatMessage({ id: 'export.csv' })}
        onPress={() => fetchFile(file)}
      >
        <Download aria-hidden="true" />
      </IconButton>
    );
  }
  return (
    <Button size={size} icon={<Download aria-hidden="true" />} onPress={() => fetchFile(file)}>
      <FormattedMessage id="export.csv" />
    </Button>
  );
}
