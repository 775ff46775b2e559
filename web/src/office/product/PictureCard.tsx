import { ImagePlus } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, Card, cx } from '../../design';
import { Picture } from '../shared/Picture';
import { PICTURE_TYPES } from './picture';
import styles from './Product.module.css';

/** The product's picture: chosen, or dropped here. */
export function PictureCard({
  url,
  chosen,
  error,
  onChoose,
}: {
  url: string | null;
  chosen: File | null;
  error?: string;
  onChoose: (picture: File) => void;
}) {
  const { formatMessage } = useIntl();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [isWrong, setWrong] = useState(false);
  const preview = useMemo(() => (chosen ? URL.createObjectURL(chosen) : null), [chosen]);
  useEffect(() => () => void (preview && URL.revokeObjectURL(preview)), [preview]);

  function take(file: File | undefined): void {
    if (!file) return;
    const isPicture = PICTURE_TYPES.includes(file.type);
    setWrong(!isPicture);
    if (isPicture) onChoose(file);
  }

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  }

  return (
    <Card title={<FormattedMessage id="product.picture" />}>
      {/* Dropping is a short cut; the button below does the same by keyboard. */}
      {}
      <div
        className={cx(styles.drop, isOver && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Picture url={preview ?? url} size="lg" />
        <input
          ref={input}
          type="file"
          accept={PICTURE_TYPES.join(',')}
          aria-label={formatMessage({ id: 'product.picture' })}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            take(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <Button
          size="sm"
          icon={<ImagePlus aria-hidden="true" />}
          onPress={() => input.current?.click()}
        >
          <FormattedMessage id={url || chosen ? 'product.picture_change' : 'product.picture_add'} />
        </Button>
        <p className={styles.hint}>
          <FormattedMessage id="product.picture_hint" />
        </p>
        {(isWrong || error) && (
          <p role="alert" className={styles.wrong}>
            {isWrong ? <FormattedMessage id="product.picture_wrong" /> : error}
          </p>
        )}
      </div>
    </Card>
  );
}
