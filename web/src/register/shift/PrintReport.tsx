import { useMutation } from '@tanstack/react-query';
import { Printer } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { useRegisterPrinter } from '../../api/printing';
import { Button } from '../../design/Button';
import { toast } from '../../design/toasts';
import { ProblemNote } from '../../design/States';
import { uuidv7 } from '../../lib/uuid';
import { useTill } from '../state/till';

export interface PrintReportProps {
  shiftId: string;
  /** Whether the shift is closed: its Z report, no longer the X report. */
  isClosed: boolean;
  isMain?: boolean;
  className?: string;
}

/** Prints the report of a shift on the register's printer; where it has none, the browser does. */
export function PrintReport({ shiftId, isClosed, isMain, className }: PrintReportProps) {
  const { register } = useTill();
  const printer = useRegisterPrinter(register.id);
  const print = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/shifts/{id}/print', {
          params: { path: { id: shiftId } },
          body: { register_id: register.id },
          headers: idempotent(uuidv7()),
        }),
      ),
    onSuccess: () => toast(<FormattedMessage id="printing.under_way" />),
  });
  return (
    <>
      <Button
        size="lg"
        variant={isMain ? 'primary' : 'secondary'}
        icon={<Printer aria-hidden="true" />}
        isDisabled={printer === undefined}
        isPending={print.isPending}
        className={className}
        onPress={() => (printer ? print.mutate() : window.print())}
      >
        <FormattedMessage id={isClosed ? 'register.shift.print_z' : 'register.shift.print_x'} />
      </Button>
      {print.error && <ProblemNote error={print.error} />}
    </>
  );
}
