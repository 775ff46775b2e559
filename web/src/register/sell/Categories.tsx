import { useQuery } from '@tanstack/react-query';
import { LayoutGrid } from 'lucide-react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { FormattedMessage, useIntl } from 'react-intl';
import { categoriesQuery } from '../../api/queries';
import { Skeleton } from '../../design/Skeleton';
import styles from './Categories.module.css';

const ALL = 'all';

export interface CategoriesProps {
  /** Null for all goods. */
  selected: string | null;
  onSelect: (categoryId: string | null) => void;
}

/** Beside the goods on a wide screen, a row above them on a narrow one. */
export function Categories({ selected, onSelect }: CategoriesProps) {
  const { formatMessage } = useIntl();
  const { data, isPending } = useQuery(categoriesQuery);
  const categories = data?.items.filter(({ parent_id }) => parent_id === null) ?? [];
  if (isPending) {
    return (
      <div className={styles.rail}>
        {Array.from({ length: 8 }, (_, at) => (
          <Skeleton key={at} width="100%" height="48px" className={styles.skeleton} />
        ))}
      </div>
    );
  }
  return (
    <ToggleButtonGroup
      aria-label={formatMessage({ id: 'register.categories' })}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[selected ?? ALL]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        onSelect(key === undefined || key === ALL ? null : String(key));
      }}
      className={styles.rail}
    >
      <ToggleButton id={ALL} className={styles.category}>
        <LayoutGrid aria-hidden="true" />
        <span>
          <FormattedMessage id="register.categories.all" />
        </span>
      </ToggleButton>
      {categories.map(({ id, name, icon_url }) => (
        <ToggleButton key={id} id={id} className={styles.category}>
          {icon_url ? (
            <img src={icon_url} alt="" loading="lazy" />
          ) : (
            <LayoutGrid aria-hidden="true" />
          )}
          <span>{name}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
