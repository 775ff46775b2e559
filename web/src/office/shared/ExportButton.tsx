import { Download } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import { fetchFile } from './csv';

/** All that the filters list, as a file for a spreadsheet: the server writes it, however long it is. */
export function ExportButton({ file }: { file: string | undefined }) {
  const { formatMessage } = useIntl();
  const isPhone = useMediaQuery('(max-width: 639px)');
  if (!file) return null;
  if (isPhone) {
    return (
      <IconButton
        variant="secondary"
        label={formatMessage({ id: 'export.csv' })}
        onPress={() => fetchFile(file)}
      >
        <Download aria-hidden="true" />
      </IconButton>
    );
  }
  return (
    <Button icon={<Download aria-hidden="true" />} onPress={() => fetchFile(file)}>
      <FormattedMessage id="export.csv" />
    </Button>
  );
}
