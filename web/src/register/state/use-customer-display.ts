/** Tells the customer displays of this browser what to show. */
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { receiptSettingsQuery } from '../../api/printing';
import { displayChannel } from '../../lib/display-channel';
import { displayOf, type Shown } from '../model/display';
import { useTill } from './till';

export function useCustomerDisplay(): void {
  const { register, settings, currency, cart, totals, checkout, screen } = useTill();
  const { data: receipts } = useQuery(receiptSettingsQuery);
  const shop = settings.merchant_name;
  const logoId = receipts?.logo_id ?? null;
  const isPaying = screen === 'pay';
  // As text, so that what has not changed is not told again.
  const shown = useMemo(() => {
    const view = displayOf(cart, totals, checkout, isPaying);
    return JSON.stringify({ shop, logoId, currency, view } satisfies Shown);
  }, [shop, logoId, currency, cart, totals, checkout, isPaying]);

  useEffect(() => {
    const channel = displayChannel(register.id);
    const tell = () => channel.postMessage(shown);
    // A display that was just opened asks.
    channel.onmessage = ({ data }) => data === 'hello' && tell();
    tell();
    return () => channel.close();
  }, [register.id, shown]);

  useEffect(() => {
    const leave = () => {
      const channel = displayChannel(register.id);
      const view = { is: 'idle' } as const;
      channel.postMessage(JSON.stringify({ shop, logoId, currency, view } satisfies Shown));
      channel.close();
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [register.id, shop, logoId, currency]);
}
