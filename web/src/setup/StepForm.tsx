import type { FormEvent, ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../messages';
import { Button } from '../design/Button';
import styles from './Setup.module.css';

/** A step's questions, and the ways on and back. */
export function StepForm({
  submit,
  isPending,
  onSubmit,
  onBack,
  children,
}: {
  submit: MessageId;
  isPending?: boolean;
  onSubmit: () => void;
  onBack?: () => void;
  children: ReactNode;
}) {
  function onForm(event: FormEvent): void {
    event.preventDefault();
    onSubmit();
  }
  return (
    <form onSubmit={onForm} noValidate className={styles.form}>
      {children}
      <div className={styles.ways}>
        {onBack && (
          <Button size="lg" onPress={onBack} isDisabled={isPending}>
            <FormattedMessage id="setup.back" />
          </Button>
        )}
        <Button type="submit" variant="primary" size="lg" isPending={isPending}>
          <FormattedMessage id={submit} />
        </Button>
      </div>
    </form>
  );
}
