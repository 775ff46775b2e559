import { RotateCw, Signpost } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { Button } from '../design/Button';
import { LinkButton } from '../design/LinkButton';
import { EmptyState } from '../design/States';
import styles from './Fallback.module.css';

export function NotFound() {
  return (
    <div className={styles.center}>
      <EmptyState
        icon={<Signpost aria-hidden="true" />}
        title={<FormattedMessage id="not_found.title" />}
        action={
          <LinkButton href="/" variant="primary">
            <FormattedMessage id="not_found.home" />
          </LinkButton>
        }
      >
        <FormattedMessage id="not_found.text" />
      </EmptyState>
    </div>
  );
}

/** A screen threw, or its chunk is gone because a newer version was installed: loading again helps. */
export function Crash() {
  return (
    <div role="alert" className={styles.center}>
      <EmptyState
        icon={<RotateCw aria-hidden="true" />}
        title={<FormattedMessage id="crash.title" />}
        action={
          <Button variant="primary" onPress={() => window.location.reload()}>
            <FormattedMessage id="crash.reload" />
          </Button>
        }
      >
        <FormattedMessage id="crash.text" />
      </EmptyState>
    </div>
  );
}
