import type { ReactNode } from 'react';
import { ArrowLeft } from 'lucide-react';
import { useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import { useTill } from '../state/till';
import { Rows } from '../Rows';
import styles from './Cart.module.css';

export interface PanelProps {
  title: string;
  footer?: ReactNode;
  children: ReactNode;
}

/** Something that takes the cart's place for a moment; the arrow leads back, as Escape does. */
export function Panel({ title, footer, children }: PanelProps) {
  const { formatMessage } = useIntl();
  const { setPanel } = useTill();
  const back = () => setPanel('lines');
  return (
    <section aria-label={title} className={styles.panel}>
      <div className={styles.panelHead}>
        <IconButton label={formatMessage({ id: 'register.back_to_cart' })} onPress={back}>
          <ArrowLeft aria-hidden="true" />
        </IconButton>
        <h2 className={styles.panelTitle}>{title}</h2>
      </div>
      <Rows className={styles.panelBody}>{children}</Rows>
      {footer && <div className={styles.panelFoot}>{footer}</div>}
    </section>
  );
}
