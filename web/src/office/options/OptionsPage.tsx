import { useQuery } from '@tanstack/react-query';
import { ListChecks, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { settingsQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { ModifierGroup } from '../../api/types';
import { Badge, Button, EmptyState, Page, PageHeader, type Column } from '../../design';
import { ProductParts } from '../prices/ProductParts';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { ListTable } from '../shared/ListTable';
import { modifierGroupsSource } from '../shared/sources';
import { useList } from '../shared/use-list';
import { GroupDialog } from './GroupDialog';
import shared from '../shared/shared.module.css';

/** What can be chosen with goods, group by group. */
export function Component() {
  const { formatMessage } = useIntl();
  const [opened, setOpened] = useState<ModifierGroup | 'new' | null>(null);
  const list = useList(modifierGroupsSource);
  const { data: settings } = useQuery(settingsQuery);
  const mayEdit = useMay('edit_catalogue');
  const title = formatMessage({ id: 'options.title' });
  const namesOf = ({ options }: ModifierGroup) =>
    options
      .filter(({ active }) => active)
      .map(({ name }) => name)
      .join(', ');
  const choices = ({ min_choices: min, max_choices: max }: ModifierGroup) =>
    min === max
      ? formatMessage({ id: 'options.exactly' }, { count: max })
      : min === 0
        ? formatMessage({ id: 'options.up_to' }, { count: max })
        : formatMessage({ id: 'options.range' }, { min, max });
  const standing = ({ active }: ModifierGroup) => (
    <Badge tone={active ? 'positive' : 'neutral'}>
      <FormattedMessage id={active ? 'options.on' : 'options.off'} />
    </Badge>
  );
  const add = mayEdit && (
    <Button
      variant="primary"
      icon={<Plus aria-hidden="true" />}
      onPress={() => setOpened('new')}
      isDisabled={!settings}
    >
      <FormattedMessage id="options.add" />
    </Button>
  );
  const columns: Column<ModifierGroup>[] = [
    {
      id: 'name',
      name: 'options.name',
      width: 'minmax(120px, 1fr)',
      cell: ({ name }) => <span className={shared.strong}>{name}</span>,
    },
    {
      id: 'options',
      name: 'options.options',
      width: 'minmax(180px, 2.4fr)',
      cell: (row) => <span className={shared.muted}>{namesOf(row)}</span>,
    },
    { id: 'choices', name: 'options.choices', width: '112px', cell: choices },
    { id: 'standing', name: 'validity.standing', width: '88px', cell: standing },
    {
      id: 'products',
      name: 'options.products',
      width: '88px',
      align: 'end',
      cell: ({ product_count }) => <span className="num">{product_count}</span>,
    },
  ];
  return (
    <Page fill>
      <PageHeader
        title={title}
        actions={
          <>
            <ExportButton file={modifierGroupsSource.file} />
            {add}
          </>
        }
      />
      <ProductParts selected="options" />
      <ListTable
        label={title}
        list={list}
        source={modifierGroupsSource}
        columns={columns}
        renderCompact={(row) => (
          <TwoLines title={row.name} detail={namesOf(row)} end={standing(row)} />
        )}
        onOpen={(row) => mayEdit && setOpened(row)}
        empty={
          <EmptyState
            icon={<ListChecks aria-hidden="true" />}
            title={<FormattedMessage id="options.empty" />}
            action={add}
          >
            <FormattedMessage id="options.empty_text" />
          </EmptyState>
        }
      />
      {opened && settings && (
        <GroupDialog
          group={opened === 'new' ? undefined : opened}
          currency={settings.currency}
          onClose={() => setOpened(null)}
        />
      )}
    </Page>
  );
}
