import { useQuery } from '@tanstack/react-query';
import { Percent, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { taxCategoriesQuery } from '../../api/queries';
import type { TaxComponent } from '../../api/types';
import { Badge, Button, DateTime, EmptyState } from '../../design';
import { AddTaxCategory } from './AddTaxCategory';
import { Rows } from './Rows';
import styles from './Settings.module.css';

/** How what is sold is taxed: by category, with the rates of all times. */
export function Taxes() {
  const categories = useQuery(taxCategoriesQuery);
  const [isAdding, setAdding] = useState(false);
  return (
    <>
      <Rows
        query={categories}
        title={<FormattedMessage id="settings.part.taxes" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
            <FormattedMessage id="settings.add_tax" />
          </Button>
        }
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<Percent aria-hidden="true" />}
            title={<FormattedMessage id="settings.taxes_empty" />}
          >
            <FormattedMessage id="settings.taxes_empty_text" />
          </EmptyState>
        }
      >
        {({ name, code, revenue_account, components }) => (
          <div className={styles.tax}>
            <div className={styles.taxHead}>
              <strong className={styles.taxName}>{name}</strong>
              <code className={styles.quiet}>{code}</code>
              <span className={styles.quiet}>
                <FormattedMessage id="settings.revenue" values={{ account: revenue_account }} />
              </span>
            </div>
            {components.length === 0 ? (
              <p className={styles.quiet}>
                <FormattedMessage id="settings.untaxed" />
              </p>
            ) : (
              <ul className={styles.components}>
                {components.map((component) => (
                  <Component key={component.id} component={component} />
                ))}
              </ul>
            )}
          </div>
        )}
      </Rows>
      {isAdding && <AddTaxCategory onClose={() => setAdding(false)} />}
    </>
  );
}

function Component({ component }: { component: TaxComponent }) {
  const { formatNumber } = useIntl();
  const { name, rate, compound, valid_from, valid_to, payable_account } = component;
  return (
    <li className={styles.component}>
      <span>
        {name}{' '}
        <b className="num">
          {formatNumber(Number(rate) / 100, { style: 'percent', maximumFractionDigits: 4 })}
        </b>
      </span>
      {compound && (
        <Badge>
          <FormattedMessage id="settings.compound" />
        </Badge>
      )}
      <span className={styles.quiet}>
        {valid_from && (
          <FormattedMessage
            id="settings.from"
            values={{ date: <DateTime value={valid_from} look="date" /> }}
          />
        )}{' '}
        {valid_to && (
          <FormattedMessage
            id="settings.to"
            values={{ date: <DateTime value={valid_to} look="date" /> }}
          />
        )}
      </span>
      <span className={styles.account}>
        <FormattedMessage id="settings.payable" values={{ account: payable_account }} />
      </span>
    </li>
  );
}
