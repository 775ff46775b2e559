import { useMutation } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton, toast, useProblemText } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import { download, toCsv, type CsvColumn } from './csv';
import { readAll, type ListSource } from './use-list';

/** More rows than a spreadsheet likes to open. */
const MOST = 100_000;

/** All that the filters list, as a file for a spreadsheet, also what was not scrolled to yet. */
export function ExportButton<Row>({
  source,
  columns,
  name,
}: {
  source: ListSource<Row>;
  columns: readonly CsvColumn<Row>[];
  /** The file's, without its ending. */
  name: string;
}) {
  const { formatMessage, formatNumber } = useIntl();
  const problemText = useProblemText();
  const isPhone = useMediaQuery('(max-width: 639px)');
  const [count, setCount] = useState(0);
  const reading = useMutation({
    mutationFn: () => {
      setCount(0);
      return readAll(source, { most: MOST, onProgress: setCount });
    },
    onSuccess: (rows) => {
      download(`${name}.csv`, toCsv(columns, rows));
      toast(formatMessage({ id: 'export.done' }, { count: rows.length }), { tone: 'positive' });
    },
    onError: (error) => toast(problemText(error).title, { tone: 'danger' }),
  });
  if (isPhone) {
    return (
      <IconButton
        variant="secondary"
        label={formatMessage({ id: 'export.csv' })}
        isDisabled={reading.isPending}
        onPress={() => reading.mutate()}
      >
        <Download aria-hidden="true" />
      </IconButton>
    );
  }
  return (
    <Button
      icon={<Download aria-hidden="true" />}
      isDisabled={reading.isPending}
      onPress={() => reading.mutate()}
    >
      {reading.isPending && count > 0 ? (
        <span className="num">{formatNumber(count)}</span>
      ) : (
        <FormattedMessage id="export.csv" />
      )}
    </Button>
  );
}
