import { useMemo } from 'react';
import { qrCode } from '../lib/qr';
import { cx } from './cx';
import styles from './QrCode.module.css';

export interface QrCodeProps {
  text: string;
  label: string;
  className?: string;
}

/** A QR code, on paper in both themes, since readers want dark on light. */
export function QrCode({ text, label, className }: QrCodeProps) {
  const rows = useMemo(() => qrCode(text), [text]);
  const dark = rows.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${rows.length} ${rows.length}`}
      shapeRendering="crispEdges"
      className={cx(styles.qr, className)}
    >
      <path d={dark.join('')} />
    </svg>
  );
}
