import { FormattedDate, FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { askedAge } from '../model/cart';
import { useTill } from '../state/till';
import styles from './Editors.module.css';

/** The last day on which somebody was born who is `years` old today. */
function bornBy(years: number): Date {
  const day = new Date();
  day.setFullYear(day.getFullYear() - years);
  return day;
}

/** Whether the buyer is old enough: asked once a sale, and who said so is kept. */
export function AgeDialog() {
  const { formatMessage } = useIntl();
  const { cart, isAskingAge, seeAge } = useTill();
  const years = askedAge(cart.lines);
  return (
    <Dialog
      isOpen={isAskingAge}
      isBlocking
      onClose={() => undefined}
      size="sm"
      title={formatMessage({ id: 'register.age.title' }, { years })}
    >
      <div className={styles.part}>
        <p>
          <FormattedMessage
            id="register.age.born"
            values={{
              date: (
                <strong>
                  <FormattedDate value={bornBy(years)} dateStyle="long" />
                </strong>
              ),
            }}
          />
        </p>
        <Button variant="primary" size="lg" block onPress={() => seeAge('date_of_birth')}>
          <FormattedMessage id="register.age.papers" />
        </Button>
        <Button size="lg" block onPress={() => seeAge('seen')}>
          <FormattedMessage id="register.age.seen" />
        </Button>
        <Button variant="danger" size="lg" block onPress={() => seeAge(null)}>
          <FormattedMessage id="register.age.no" />
        </Button>
      </div>
    </Dialog>
  );
}
