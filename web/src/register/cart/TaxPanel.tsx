import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { FormattedMessage, useIntl } from 'react-intl';
import { useMay } from '../../api/session';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { useTill } from '../state/till';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Sells without tax, with the reason and the certificate that the receipt names. */
export function TaxPanel() {
  const { formatMessage } = useIntl();
  const { cart, dispatch, setPanel } = useTill();
  const mayExempt = useMay('exempt_tax');
  const [reason, setReason] = useState(cart.exemption?.reason ?? '');
  const [certificate, setCertificate] = useState(cart.exemption?.certificate ?? '');
  const [isTried, setTried] = useState(false);
  const isMissing = isTried && reason.trim() === '';
  return (
    <Panel title={formatMessage({ id: 'register.exempt.title' })}>
      <Form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!reason.trim()) return;
          const exemption = { reason: reason.trim(), certificate: certificate.trim() };
          dispatch({ type: 'set-exemption', exemption });
          setPanel('lines');
        }}
      >
        <TextField
          label={formatMessage({ id: 'register.exempt.reason' })}
          description={formatMessage({ id: 'register.exempt.reason_text' })}
          value={reason}
          onChange={setReason}
          autoFocus
          autoComplete="off"
          maxLength={200}
          error={isMissing ? formatMessage({ id: 'register.exempt.reason_needed' }) : undefined}
        />
        <TextField
          label={formatMessage({ id: 'register.exempt.certificate' })}
          value={certificate}
          onChange={setCertificate}
          autoComplete="off"
          maxLength={100}
        />
        {!mayExempt && (
          <p className={styles.asks}>
            <FormattedMessage id="register.exempt.asks" />
          </p>
        )}
        <Button type="submit" variant="primary" size="lg">
          <FormattedMessage id="register.exempt.submit" />
        </Button>
        {cart.exemption && (
          <Button
            size="lg"
            onPress={() => {
              dispatch({ type: 'set-exemption', exemption: null });
              setPanel('lines');
            }}
          >
            <FormattedMessage id="register.exempt.remove" />
          </Button>
        )}
      </Form>
    </Panel>
  );
}
