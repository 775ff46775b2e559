import type { ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { X } from 'lucide-react';
import { useIntl } from 'react-intl';
import { Button, IconButton } from './Button';
import { cx } from './cx';
import styles from './Dialog.module.css';

interface OverlayProps {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  /** Below the content, always in view: the actions. */
  footer?: ReactNode;
  /** Must be answered: no closing by a tap outside or Escape. */
  isBlocking?: boolean;
  children: ReactNode;
}

function Panel({
  title,
  footer,
  isBlocking,
  onClose,
  children,
  role,
}: OverlayProps & { role?: 'alertdialog' }) {
  const { formatMessage } = useIntl();
  return (
    <AriaDialog role={role} className={styles.dialog}>
      <header className={styles.header}>
        <Heading slot="title" className={styles.title}>
          {title}
        </Heading>
        {!isBlocking && (
          <IconButton size="sm" label={formatMessage({ id: 'action.close' })} onPress={onClose}>
            <X aria-hidden="true" />
          </IconButton>
        )}
      </header>
      <div className={styles.body}>{children}</div>
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </AriaDialog>
  );
}

function Overlay({
  className,
  ...props
}: OverlayProps & { className?: string; role?: 'alertdialog' }) {
  return (
    <ModalOverlay
      isOpen={props.isOpen}
      onOpenChange={(isOpen) => !isOpen && props.onClose()}
      isDismissable={!props.isBlocking}
      isKeyboardDismissDisabled={props.isBlocking}
      className={styles.scrim}
    >
      <Modal className={className}>
        <Panel {...props} />
      </Modal>
    </ModalOverlay>
  );
}

export interface DialogProps extends OverlayProps {
  size?: 'sm' | 'md' | 'lg';
}

export function Dialog({ size = 'md', ...props }: DialogProps) {
  return <Overlay {...props} className={cx(styles.modal, styles[size])} />;
}

/** A panel at the side; on a phone it rises from below. */
export function Sheet({ wide, ...props }: OverlayProps & { wide?: boolean }) {
  return <Overlay {...props} className={cx(styles.sheet, wide && styles.wide)} />;
}

export interface ConfirmProps {
  isOpen: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  /** Says what will happen: "Void order", never "OK". */
  confirmLabel: string;
  /** Where "Cancel" could be read as the deed itself. */
  cancelLabel?: string;
  isPending?: boolean;
  isDanger?: boolean;
  children: ReactNode;
}

/** Asks once before what cannot be undone. */
export function Confirm({
  onConfirm,
  confirmLabel,
  cancelLabel,
  isPending,
  isDanger = true,
  children,
  ...props
}: ConfirmProps) {
  const { formatMessage } = useIntl();
  return (
    <Overlay
      {...props}
      role="alertdialog"
      className={cx(styles.modal, styles.sm)}
      footer={
        <>
          <Button onPress={props.onClose}>
            {cancelLabel ?? formatMessage({ id: 'action.cancel' })}
          </Button>
          <Button
            variant={isDanger ? 'danger' : 'primary'}
            isPending={isPending}
            onPress={onConfirm}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      {children}
    </Overlay>
  );
}
