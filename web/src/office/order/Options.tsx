import { Fragment } from 'react';
import type { LineOption } from '../../api/types';
import { Money } from '../../design';
import ledger from '../shared/Ledger.module.css';

/** What was chosen with goods, and what it added to the price of one. */
export function Options({ of }: { of: readonly LineOption[] }) {
  return (
    <span className={ledger.quiet}>
      {of.map(({ option_id, name, price }, at) => (
        <Fragment key={option_id}>
          {at > 0 && ', '}
          {name}
          {price.amount !== 0 && (
            <>
              {' '}
              <Money value={price} signed />
            </>
          )}
        </Fragment>
      ))}
    </span>
  );
}
