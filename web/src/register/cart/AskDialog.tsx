import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { TextField } from '../../design/Field';
import { useFormatMoney } from '../../design/values';
import type { Article } from '../model/cart';
import { parseQuantity } from '../model/quantity';
import { useTill } from '../state/till';
import { OptionsDialog } from './OptionsDialog';
import { DecimalPad, MoneyPad } from './Pads';
import styles from './Editors.module.css';

/** What an article asks before it is sold: its price, its weight, its serial number. */
export function AskDialog() {
  const { asking, question, answer, cancelAsking, groupsOf } = useTill();
  if (asking && question === 'options') {
    return (
      <OptionsDialog
        article={asking.article}
        groups={groupsOf(asking.article)}
        base={asking.answers.price ?? asking.article.listPrice}
        chosen={[]}
        onClose={cancelAsking}
        onDone={(options) => answer({ options })}
        done="register.ask.add"
      />
    );
  }
  return (
    <Dialog
      isOpen={question !== null}
      onClose={cancelAsking}
      size="sm"
      title={asking?.article.name ?? ''}
    >
      {asking && question === 'price' && (
        <Price article={asking.article} onAnswer={(price) => answer({ price })} />
      )}
      {asking && question === 'quantityMilli' && (
        <Weight article={asking.article} onAnswer={(quantityMilli) => answer({ quantityMilli })} />
      )}
      {asking && question === 'serial' && <Serial onAnswer={(serial) => answer({ serial })} />}
    </Dialog>
  );
}

function Price({ article, onAnswer }: { article: Article; onAnswer: (price: number) => void }) {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const [price, setPrice] = useState(article.listPrice);
  const [isTried, setTried] = useState(false);
  const { min_price: min, max_price: max } = article.terms;
  const isLow = min ? price < min.amount : price === 0;
  const isHigh = max ? price > max.amount : false;
  const submit = () => {
    setTried(true);
    if (!isLow && !isHigh) onAnswer(price);
  };
  return (
    <div className={styles.part}>
      <MoneyPad
        label={formatMessage({ id: 'register.line.price' })}
        value={price}
        onChange={setPrice}
        onEnter={submit}
      />
      {isTried && (isLow || isHigh) && (
        <p role="alert">
          {isHigh && max
            ? formatMessage({ id: 'register.ask.at_most' }, { price: formatMoney(max) })
            : min
              ? formatMessage({ id: 'register.ask.at_least' }, { price: formatMoney(min) })
              : formatMessage({ id: 'register.ask.price_needed' })}
        </p>
      )}
      <Button variant="primary" size="lg" block onPress={submit}>
        <FormattedMessage id="register.ask.add" />
      </Button>
    </div>
  );
}

function Weight({ article, onAnswer }: { article: Article; onAnswer: (milli: number) => void }) {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const { currency } = useTill();
  const [text, setText] = useState('');
  const milli = parseQuantity(text);
  const submit = () => milli && onAnswer(milli);
  return (
    <div className={styles.part}>
      <p className={styles.hint}>
        <FormattedMessage
          id="register.ask.weight_price"
          values={{ price: formatMoney({ amount: article.listPrice, currency }) }}
        />
      </p>
      <DecimalPad
        label={formatMessage({ id: 'register.ask.weight' })}
        value={text || '0'}
        decimals={3}
        onChange={setText}
        onEnter={submit}
      />
      <Button variant="primary" size="lg" block isDisabled={!milli} onPress={submit}>
        <FormattedMessage id="register.ask.add" />
      </Button>
    </div>
  );
}

function Serial({ onAnswer }: { onAnswer: (serial: string) => void }) {
  const { formatMessage } = useIntl();
  const [serial, setSerial] = useState('');
  const submit = () => serial.trim() && onAnswer(serial.trim());
  return (
    <div className={styles.part}>
      <TextField
        label={formatMessage({ id: 'register.serial' })}
        description={formatMessage({ id: 'register.serial.text' })}
        value={serial}
        onChange={setSerial}
        maxLength={64}
        autoFocus
        autoComplete="off"
        onKeyDown={(event) => event.key === 'Enter' && submit()}
      />
      <Button variant="primary" size="lg" block isDisabled={!serial.trim()} onPress={submit}>
        <FormattedMessage id="register.ask.add" />
      </Button>
    </div>
  );
}
