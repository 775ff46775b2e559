import { useIntl } from 'react-intl';
import { TextField } from '../../design';
import { parseMoney, toDecimal } from '../../lib/money';

/** An amount as it is typed, in the currency's own decimals; tidied when the field is left. */
export function MoneyField({
  label,
  currency,
  value,
  onChange,
  error,
  description,
  autoFocus,
}: {
  label: string;
  currency: string;
  value: string;
  onChange: (value: string) => void;
  error?: string;
  description?: string;
  autoFocus?: boolean;
}) {
  const { formatMessage } = useIntl();
  return (
    <TextField
      autoFocus={autoFocus}
      label={formatMessage({ id: 'money.field' }, { label, currency })}
      inputMode="decimal"
      value={value}
      onChange={onChange}
      onBlur={() => {
        const money = parseMoney(value, currency);
        if (money) onChange(toDecimal(money));
      }}
      error={error}
      description={description}
    />
  );
}
