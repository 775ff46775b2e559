import { FormattedMessage } from 'react-intl';
import type { TaxTotal } from '../api/types';
import { Money, Quantity } from './values';
import styles from './Paper.module.css';

/** The taxes of a slip of paper, each with what it is due on. */
export function PaperTaxes({ taxes }: { taxes: readonly TaxTotal[] }) {
  if (taxes.length === 0) return null;
  return (
    <table className={styles.taxes}>
      <thead>
        <tr>
          <th scope="col">
            <FormattedMessage id="paper.tax" />
          </th>
          <th scope="col">
            <FormattedMessage id="paper.net" />
          </th>
          <th scope="col">
            <FormattedMessage id="paper.tax_amount" />
          </th>
        </tr>
      </thead>
      <tbody>
        {taxes.map(({ component_id, name, rate, net, amount }) => (
          <tr key={`${component_id} ${rate}`}>
            <th scope="row">
              {name} <Quantity value={rate} />
              {' %'}
            </th>
            <td>
              <Money value={net} symbol={false} />
            </td>
            <td>
              <Money value={amount} symbol={false} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
