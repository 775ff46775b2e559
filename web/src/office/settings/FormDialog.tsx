import { useId, type FormEvent, type ReactNode } from 'react';
import { FormattedMessage } from 'react-intl';
import { Button, Dialog, ProblemNote, type DialogProps } from '../../design';
import shared from '../shared/shared.module.css';

/** A dialog that is a form: Enter saves, the refusal stands below the fields. */
export function FormDialog({
  title,
  submit,
  size,
  isPending,
  problem,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  submit: ReactNode;
  size?: DialogProps['size'];
  isPending: boolean;
  /** What no field took. */
  problem: unknown;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <Dialog
      isOpen
      size={size}
      title={title}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button type="submit" form={id} variant="primary" isPending={isPending}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        noValidate
        className={shared.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        {children}
        {problem ? <ProblemNote error={problem} /> : null}
      </form>
    </Dialog>
  );
}
