import { useState } from 'react';
import { Check } from 'lucide-react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Id, ModifierGroup } from '../../api/types';
import { Button } from '../../design/Button';
import { Dialog } from '../../design/Dialog';
import { withOptions, type Article, type ChosenOption } from '../model/cart';
import { Amount } from '../Amount';
import styles from './OptionsDialog.module.css';

export interface OptionsDialogProps {
  article: Article;
  groups: readonly ModifierGroup[];
  /** What one costs without them, in minor units. */
  base: number;
  chosen: readonly ChosenOption[];
  onClose: () => void;
  onDone: (options: readonly ChosenOption[]) => void;
  /** What the key that ends it says. */
  done: 'register.ask.add' | 'register.options.take';
}

/** What is chosen with an article: a large key for each option. Space chooses, Enter ends once enough is chosen. */
export function OptionsDialog(props: OptionsDialogProps) {
  const { article, groups, base, chosen, onClose, onDone, done } = props;
  const [ids, setIds] = useState<ReadonlySet<Id>>(() => new Set(chosen.map(({ id }) => id)));
  // What was chosen and is no longer offered stays as it was sold.
  const offered = groups.flatMap(({ options }) =>
    options
      .filter(({ id, active }) => active || chosen.some((each) => each.id === id))
      .map(({ id, name, price }): ChosenOption => ({ id, name, price: price.amount })),
  );
  const options = offered
    .filter(({ id }) => ids.has(id))
    .map((option) => chosen.find(({ id }) => id === option.id) ?? option);
  const countOf = (group: ModifierGroup) => group.options.filter(({ id }) => ids.has(id)).length;
  const isEnough = groups.every((group) => countOf(group) >= group.min_choices);
  const submit = () => isEnough && onDone(options);

  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={article.name}
      footer={
        <Button variant="primary" size="lg" block isDisabled={!isEnough} onPress={submit}>
          <span className={styles.done}>
            <FormattedMessage id={done} />
            <Amount minor={withOptions(base, options)} />
          </span>
        </Button>
      }
    >
      <div
        className={styles.groups}
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter' || !isEnough) return;
          event.preventDefault();
          event.stopPropagation();
          submit();
        }}
      >
        {groups.map((group, at) => (
          <Group
            key={group.id}
            group={group}
            ids={ids}
            isFirst={at === 0}
            onChange={(own) => {
              const others = [...ids].filter((id) => !group.options.some((each) => each.id === id));
              setIds(new Set([...others, ...own]));
            }}
          />
        ))}
      </div>
    </Dialog>
  );
}

interface GroupProps {
  group: ModifierGroup;
  ids: ReadonlySet<Id>;
  isFirst: boolean;
  onChange: (own: readonly Id[]) => void;
}

function Group({ group, ids, isFirst, onChange }: GroupProps) {
  const { formatMessage } = useIntl();
  const { name, min_choices: min, max_choices: max } = group;
  const shown = group.options.filter(({ id, active }) => active || ids.has(id));
  const own = shown.filter(({ id }) => ids.has(id)).map(({ id }) => id);
  const how =
    min === max
      ? formatMessage({ id: 'register.options.exactly' }, { count: max })
      : min === 0
        ? formatMessage({ id: 'register.options.up_to' }, { count: max })
        : formatMessage({ id: 'register.options.range' }, { min, max });
  return (
    <section className={styles.group}>
      <div className={styles.head}>
        <h3 className={styles.title}>{name}</h3>
        <span className={own.length < min ? styles.needed : styles.how}>{how}</span>
      </div>
      <ToggleButtonGroup
        aria-label={`${name}, ${how}`}
        selectionMode={max === 1 ? 'single' : 'multiple'}
        selectedKeys={own}
        onSelectionChange={(keys) => onChange([...keys].map(String))}
        className={styles.options}
      >
        {shown.map(({ id, name: option, price }, at) => (
          <ToggleButton
            key={id}
            id={id}
            autoFocus={isFirst && at === 0}
            isDisabled={max > 1 && own.length >= max && !ids.has(id)}
            className={styles.option}
          >
            <span className={styles.mark} aria-hidden="true">
              {ids.has(id) && <Check />}
            </span>
            <span className={styles.name}>{option}</span>
            {price.amount !== 0 && <Amount minor={price.amount} signed className={styles.price} />}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
    </section>
  );
}
