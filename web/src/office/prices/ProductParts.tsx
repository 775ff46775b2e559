import { useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { Tabs } from '../../design';

const PARTS = {
  products: '/products',
  options: '/options',
  price_lists: '/price-lists',
  promotions: '/promotions',
} as const;
type Part = keyof typeof PARTS;

/** What is sold, and for how much: pages of their own under one heading. */
export function ProductParts({ selected }: { selected: Part }) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  return (
    <Tabs<Part>
      label={formatMessage({ id: 'products.title' })}
      selected={selected}
      onSelect={(part) => void navigate(PARTS[part])}
      tabs={(Object.keys(PARTS) as Part[]).map((key) => ({
        key,
        label: formatMessage({ id: `products.part.${key}` }),
      }))}
    />
  );
}
