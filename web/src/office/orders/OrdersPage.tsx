import { ReceiptText } from 'lucide-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import type { OrderState, OrderSummary } from '../../api/types';
import { Button, EmptyState, LinkButton, Page, PageHeader } from '../../design';
import { useMediaQuery } from '../../lib/use-media-query';
import { ExportButton } from '../shared/ExportButton';
import { ListTable } from '../shared/ListTable';
import { SidePanel } from '../shared/SidePanel';
import { ordersSource } from '../shared/sources';
import { useColumns } from '../shared/use-columns';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { changesTo } from '../shared/views';
import { OrderCompact, useOrderColumns } from './columns';
import { OrderFilterBar } from './OrderFilterBar';
import { OrderPeek } from './OrderPeek';
import { ORDER_FILTERS } from './filters';

/** Every sale of every channel, newest first. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const isPhone = useMediaQuery('(max-width: 639px)');
  const [filters, setFilters] = useFilters(ORDER_FILTERS);
  const [peeked, setPeeked] = useState<OrderSummary | null>(null);
  // A held arrow key runs ahead of the panel, which then shows where it stopped.
  const shown = useDeferredValue(peeked);
  const { state, search, location, register, staff, tender, from, to, hour, sort } = filters;
  const source = useMemo(
    () =>
      ordersSource({
        state: state as OrderState | undefined,
        search,
        location_id: location,
        register_id: register,
        staff_id: staff,
        tender,
        from,
        to,
        // Within a period only: one that is cleared takes the hour with it.
        hour: hour !== undefined && from && to ? Number(hour) : undefined,
        sort,
      }),
    [state, search, location, register, staff, tender, from, to, hour, sort],
  );
  const list = useList(source);
  const { columns, menu } = useColumns('orders', useOrderColumns());
  const isFiltered = ORDER_FILTERS.some((name) => name !== 'sort' && filters[name]);

  return (
    <Page fill>
      <PageHeader
        title={formatMessage({ id: 'orders.title' })}
        actions={<ExportButton file={source.file} />}
      />
      <OrderFilterBar filters={filters} columns={menu} onChange={setFilters} />
      <SidePanel
        isOpen={!!peeked}
        title={shown?.number ?? formatMessage({ id: 'order.no_number' })}
        onClose={() => setPeeked(null)}
        action={
          shown && (
            <LinkButton size="sm" href={`/orders/${shown.id}`}>
              <FormattedMessage id="orders.open" />
            </LinkButton>
          )
        }
        panel={shown && <OrderPeek summary={shown} />}
      >
        <ListTable
          label={formatMessage({ id: 'orders.title' })}
          list={list}
          source={source}
          columns={columns}
          sort={sort}
          onSort={(chosen) => setFilters({ sort: chosen })}
          renderCompact={(order) => <OrderCompact order={order} />}
          selectedKey={peeked?.id ?? null}
          onOpen={(order) =>
            isPhone || order.id === peeked?.id
              ? void navigate(`/orders/${order.id}`)
              : setPeeked(order)
          }
          onMove={(order) => peeked && setPeeked(order)}
          empty={
            <EmptyState
              icon={<ReceiptText aria-hidden="true" />}
              title={<FormattedMessage id={isFiltered ? 'orders.none' : 'orders.empty'} />}
              action={
                isFiltered ? (
                  <Button onPress={() => setFilters(changesTo(ORDER_FILTERS, {}))}>
                    <FormattedMessage id="list.clear" />
                  </Button>
                ) : (
                  <LinkButton variant="primary" href="/register">
                    <FormattedMessage id="nav.register" />
                  </LinkButton>
                )
              }
            >
              <FormattedMessage id={isFiltered ? 'orders.none_text' : 'orders.empty_text'} />
            </EmptyState>
          }
        />
      </SidePanel>
    </Page>
  );
}
