import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { productQuery, settingsQuery, taxCategoriesQuery } from '../../api/queries';
import { ErrorState, Loading, Page, PageHeader, Skeleton } from '../../design';
import { BackLink } from '../shared/Link';
import { ProductForm } from './ProductForm';
import styles from './Product.module.css';

/** One product with all its variants, to look at and to change; `/products/new` adds one. */
export function Component() {
  const { id = 'new' } = useParams();
  const { formatMessage } = useIntl();
  const isNew = id === 'new';
  const product = useQuery({ ...productQuery(id), enabled: !isNew });
  const settings = useQuery(settingsQuery);
  const taxes = useQuery(taxCategoriesQuery);
  const error = product.error ?? settings.error ?? taxes.error;

  if (settings.data && taxes.data && (isNew || product.data)) {
    return (
      <ProductForm
        // Another product is another form; a change of this one by somebody else is not.
        key={id}
        product={isNew ? undefined : product.data}
        currency={settings.data.currency}
        taxCategories={taxes.data.items}
      />
    );
  }
  return (
    <Page>
      <PageHeader
        title={formatMessage({ id: isNew ? 'products.add' : 'product.title' })}
        back={
          <BackLink to="/products">
            <FormattedMessage id="products.title" />
          </BackLink>
        }
      />
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => [product, settings, taxes].forEach(({ refetch }) => void refetch())}
          isRetrying={product.isFetching}
        />
      ) : (
        <Loading>
          <div className={styles.columns}>
            <Skeleton height="520px" className={styles.block} />
            <Skeleton height="380px" className={styles.block} />
          </div>
        </Loading>
      )}
    </Page>
  );
}
