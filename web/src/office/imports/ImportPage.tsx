import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { api, call } from '../../api/client';
import type { Import, ImportSettings } from '../../api/types';
import { Button, ErrorState, Loading, Page, PageHeader, ProblemNote, Skeleton } from '../../design';
import { Link } from '../shared/Link';
import { ImportStatePill } from './ImportStatePill';
import { Mapping } from './Mapping';
import { Progress } from './Progress';
import { importQuery, isUnderWay } from './queries';
import { Result } from './Result';
import shared from '../shared/shared.module.css';

/** One file, from what its columns hold to what became of its rows. */
export function Component() {
  const { id = '' } = useParams();
  const { data, error, refetch, isFetching } = useQuery(importQuery(id));
  const { formatMessage } = useIntl();
  return (
    <Page fill>
      <PageHeader
        title={data?.file_name ?? formatMessage({ id: 'imports.title' })}
        subtitle={data && <Written import={data} />}
        back={
          <Link to="/imports" plain className={shared.back}>
            <ChevronLeft aria-hidden="true" />
            <FormattedMessage id="imports.title" />
          </Link>
        }
        actions={data && <ImportStatePill state={data.state} />}
      />
      {data ? (
        <Stage key={data.id} import={data} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="320px" />
        </Loading>
      )}
    </Page>
  );
}

/** How the file is written. */
function Written({ import: { row_count, encoding, delimiter } }: { import: Import }) {
  return (
    <FormattedMessage
      id="imports.written"
      values={{
        rows: row_count,
        encoding: encoding.toUpperCase(),
        delimiter: (
          <FormattedMessage id={`imports.delimiter.${DELIMITERS[delimiter] ?? 'comma'}`} />
        ),
      }}
    />
  );
}

const DELIMITERS: Record<string, 'comma' | 'semicolon' | 'tab' | 'bar'> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
};

function Stage({ import: it }: { import: Import }) {
  const client = useQueryClient();
  const [isMapping, setMapping] = useState(false);
  const params = { path: { id: it.id } };
  const keep = (next: Import) => {
    client.setQueryData(importQuery(it.id).queryKey, next);
    setMapping(false);
  };
  const check = useMutation({
    mutationFn: (body: ImportSettings) =>
      call(api.POST('/v1/imports/{id}/check', { params, body })),
    onSuccess: keep,
  });
  const run = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/run', { params, body: {} })),
    onSuccess: keep,
  });
  const stop = useMutation({
    mutationFn: () => call(api.POST('/v1/imports/{id}/stop', { params, body: {} })),
    onSuccess: keep,
  });
  const error = check.error ?? run.error ?? stop.error;

  if (it.state === 'uploaded' || (it.state === 'checked' && isMapping)) {
    return (
      <Mapping
        import={it}
        error={error}
        isPending={check.isPending}
        onCheck={(settings) => check.mutate(settings)}
        onGiveUp={() => stop.mutate()}
      />
    );
  }
  const stopButton = (
    <Button isPending={stop.isPending} onPress={() => stop.mutate()}>
      <FormattedMessage id="imports.stop" />
    </Button>
  );
  const { counts } = it;
  const coming = counts.new + counts.changed;
  return (
    <>
      {isUnderWay(it) && <Progress import={it} action={stopButton} />}
      {error && <ProblemNote error={error} />}
      <Result
        import={it}
        actions={
          it.state === 'checked' && (
            <>
              <Button onPress={() => setMapping(true)}>
                <FormattedMessage id="imports.map_again" />
              </Button>
              <Button
                variant="primary"
                isPending={run.isPending}
                isDisabled={coming === 0}
                onPress={() => run.mutate()}
              >
                <FormattedMessage id="imports.run" values={{ count: coming }} />
              </Button>
            </>
          )
        }
      />
    </>
  );
}
