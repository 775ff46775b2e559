import { useQueryClient } from '@tanstack/react-query';
import { Braces, Download, Sheet } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, Menu, MenuItem } from '../../design';
import { fetchFile } from '../shared/csv';

/** The whole trail as a file that can be checked elsewhere. That it was taken is in the trail. */
export function ExportMenu() {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const take = (format: 'jsonl' | 'csv') => {
    fetchFile(`/v1/audit-trail/export?format=${format}`);
    void client.invalidateQueries({ queryKey: ['audit'] });
  };
  return (
    <Menu
      label={formatMessage({ id: 'audit.export' })}
      placement="bottom end"
      trigger={
        <Button icon={<Download aria-hidden="true" />}>
          <FormattedMessage id="audit.export" />
        </Button>
      }
    >
      <MenuItem onAction={() => take('jsonl')} icon={<Braces aria-hidden="true" />}>
        {formatMessage({ id: 'audit.export_jsonl' })}
      </MenuItem>
      <MenuItem onAction={() => take('csv')} icon={<Sheet aria-hidden="true" />}>
        {formatMessage({ id: 'audit.export_csv' })}
      </MenuItem>
    </Menu>
  );
}
