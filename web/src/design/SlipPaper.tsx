import { lazy, Suspense } from 'react';
import type { Block, Slip } from '../api/types';
import { cx } from './cx';
import styles from './SlipPaper.module.css';

/** Few receipts have one, so the till's first load goes without what draws it. */
const QrCode = lazy(async () => ({ default: (await import('./QrCode')).QrCode }));

/** A slip of paper on the screen, as the server wrote it: the same that a printer prints. */
export function SlipPaper({ slip, label }: { slip: Slip; label?: string }) {
  return (
    <article
      className={styles.slip}
      lang={slip.language}
      data-receipt=""
      aria-label={label ?? slip.title}
    >
      {slip.blocks.map((block, index) => (
        <Part key={index} block={block} />
      ))}
    </article>
  );
}

function Part({ block }: { block: Block }) {
  switch (block.kind) {
    case 'logo':
      return <img className={styles.logo} src={`/v1/images/${block.image_id}`} alt="" />;
    case 'text':
      return (
        <p className={cx(styles.text, styles[block.align], styles[block.look])}>{block.text}</p>
      );
    case 'row':
      return (
        <div className={cx(styles.row, styles[block.look], block.detail && styles.detail)}>
          <span>{block.left}</span>
          {block.right && <span className={styles.right}>{block.right}</span>}
        </div>
      );
    case 'table': {
      const [head, ...rows] = block.rows;
      return (
        <table className={styles.table}>
          <thead>
            <tr>
              {head?.map((cell, index) => (
                <th key={index} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, index) => (
              <tr key={index}>
                {cells.map((cell, at) =>
                  at === 0 ? (
                    <th key={at} scope="row">
                      {cell}
                    </th>
                  ) : (
                    <td key={at}>{cell}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      );
    }
    case 'rule':
      return <hr className={styles.rule} />;
    case 'space':
      return <div className={styles.space} />;
    case 'barcode':
      return <p className={styles.code}>{block.content}</p>;
    case 'qr':
      return (
        <Suspense fallback={<p className={styles.code}>{block.content}</p>}>
          <QrCode text={block.content} label={block.content} className={styles.qr} />
        </Suspense>
      );
  }
}
