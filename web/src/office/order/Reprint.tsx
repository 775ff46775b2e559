import { Copy } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { usePrintReceipt, useRegisterPrinter } from '../../api/printing';
import type { Order } from '../../api/types';
import { Button, toast } from '../../design';

/** Prints a copy of the receipt at the printer of the register that sold it; absent where it has none. */
export function Reprint({ order }: { order: Order }) {
  const { formatMessage } = useIntl();
  const printer = useRegisterPrinter(order.register_id);
  const print = usePrintReceipt(
    { kind: 'order', id: order.id },
    { register_id: order.register_id },
  );
  if (!printer || order.state !== 'completed') return null;
  return (
    <Button
      icon={<Copy aria-hidden="true" />}
      isPending={print.isPending}
      onPress={() =>
        print.mutate('copy', {
          onSuccess: () =>
            toast(formatMessage({ id: 'order.copy_queued' }, { register: order.register_name })),
          onError: (error) => toast(error.message, { tone: 'danger' }),
        })
      }
    >
      <FormattedMessage id="order.print_copy" />
    </Button>
  );
}
