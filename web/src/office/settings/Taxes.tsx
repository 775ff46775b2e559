import { useQuery } from '@tanstack/react-query';
import { Percent, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { taxCategoriesQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { TaxCategory, TaxComponent } from '../../api/types';
import { Badge, Button, DateTime, EmptyState } from '../../design';
import { AddTaxCategory } from './AddTaxCategory';
import { ChangeRate, RenameTax } from './ChangeTax';
import { Rows } from './Rows';
import styles from './Settings.module.css';

/** How what is sold is taxed: by category, with the rates of all times. */
export function Taxes() {
  const categories = useQuery(taxCategoriesQuery);
  const [isAdding, setAdding] = useState(false);
  const [renamed, setRenamed] = useState<TaxCategory | null>(null);
  const [changed, setChanged] = useState<TaxCategory | null>(null);
  const mayEdit = useMay('edit_catalogue');
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
        {(category) => (
          <div className={styles.tax}>
            <div className={styles.taxHead}>
              <strong className={styles.taxName}>{category.name}</strong>
              <code className={styles.quiet}>{category.code}</code>
              <span className={styles.quiet}>
                <FormattedMessage
                  id="settings.revenue"
                  values={{ account: category.revenue_account }}
                />
              </span>
            </div>
            {category.components.length === 0 ? (
              <p className={styles.quiet}>
                <FormattedMessage id="settings.untaxed" />
              </p>
            ) : (
              <ul className={styles.components}>
                {category.components.map((component) => (
                  <Component key={component.id} component={component} />
                ))}
              </ul>
            )}
            {mayEdit && (
              <div className={styles.taxKeys}>
                <Button size="sm" variant="ghost" onPress={() => setChanged(category)}>
                  <FormattedMessage id="settings.tax.new_rate" />
                </Button>
                <Button size="sm" variant="ghost" onPress={() => setRenamed(category)}>
                  <FormattedMessage id="settings.tax.new_name" />
                </Button>
              </div>
            )}
          </div>
        )}
      </Rows>
      {isAdding && <AddTaxCategory onClose={() => setAdding(false)} />}
      {renamed && <RenameTax category={renamed} onClose={() => setRenamed(null)} />}
      {changed && <ChangeRate category={changed} onClose={() => setChanged(null)} />}
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
