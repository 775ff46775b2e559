import { useMemo } from 'react';
import { qrCode } from '../lib/qr';
import styles from './Display.module.css';

/** Light around it, in modules, as wide as readers need it. */
const QUIET = 4;

/** A QR code, on paper in both themes, since readers want dark on light. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const rows = useMemo(() => qrCode(text), [text]);
  if (!rows) return null;
  const size = rows.length + 2 * QUIET;
  const dark = rows.flatMap((row, y) =>
    row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')),
  );
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`${-QUIET} ${-QUIET} ${size} ${size}`}
      shapeRendering="crispEdges"
      className={styles.qr}
    >
      <path d={dark.join('')} />
    </svg>
  );
}
