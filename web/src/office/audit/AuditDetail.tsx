import { KeyRound } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import { registersQuery } from '../../api/queries';
import type { AuditRow, Money as MoneyValue } from '../../api/types';
import { DateTime, Money } from '../../design';
import { Facts } from '../shared/Facts';
import { Link } from '../shared/Link';
import { isAction, pageOf } from './actions';
import styles from './Audit.module.css';

export function ActionName({ action }: { action: string }) {
  return isAction(action) ? <FormattedMessage id={`audit.action.${action}`} /> : <>{action}</>;
}

/** A person, a program, or nobody that is known. */
export function Who({ actor }: { actor: AuditRow['actor'] }) {
  if (!actor) {
    return (
      <span className={styles.nobody}>
        <FormattedMessage id="audit.nobody" />
      </span>
    );
  }
  return (
    <span className={styles.who}>
      {actor.is_api_key && <KeyRound aria-hidden="true" />}
      {actor.name ?? <code>{actor.id}</code>}
    </span>
  );
}

/** A row of the trail with what was and what is. */
export function AuditDetail({ row }: { row: AuditRow }) {
  const { data: registers } = useQuery(registersQuery);
  const page = pageOf(row.subject_kind, row.subject_id);
  const details = read(row.details);
  const changes = changesOf(details);
  const register = registers?.items.find(({ id }) => id === row.register_id);
  return (
    <article className={styles.detail}>
      <h3 className={styles.title}>
        <ActionName action={row.action} />
      </h3>
      <Facts
        items={[
          [<FormattedMessage id="audit.time" />, <DateTime value={row.recorded_at} look="full" />],
          [<FormattedMessage id="audit.who" />, <Who actor={row.actor} />],
          [
            <FormattedMessage id="audit.approved_by" />,
            row.approved_by && <Who actor={row.approved_by} />,
          ],
          [<FormattedMessage id="order.register" />, register?.name ?? row.register_id],
          [
            <FormattedMessage id="audit.subject" />,
            page ? (
              <Link to={page}>
                <FormattedMessage id="audit.look" />
              </Link>
            ) : (
              row.subject_id && <code className={styles.code}>{row.subject_id}</code>
            ),
          ],
        ]}
      />
      {changes.length > 0 && (
        <table className={styles.changes}>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id="audit.what" />
              </th>
              <th scope="col">
                <FormattedMessage id="audit.old" />
              </th>
              <th scope="col">
                <FormattedMessage id="audit.new" />
              </th>
            </tr>
          </thead>
          <tbody>
            {changes.map(([name, before, after]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>
                  <Value value={before} />
                </td>
                <td>
                  <Value value={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Facts
        items={Object.entries(details)
          .filter(([name]) => name !== 'old' && name !== 'new')
          .map(([name, value]) => [name, <Value value={value} />] as const)}
      />
      <Facts
        items={[
          [<FormattedMessage id="audit.position" />, <span className="num">{row.position}</span>],
          [<FormattedMessage id="audit.hash" />, <code className={styles.code}>{row.hash}</code>],
          [
            <FormattedMessage id="audit.previous_hash" />,
            <code className={styles.code}>{row.previous_hash}</code>,
          ],
        ]}
      />
    </article>
  );
}

type Details = Record<string, unknown>;

/** Details that were tampered with may be no JSON any more; they are shown all the same. */
function read(text: string): Details {
  try {
    const details: unknown = JSON.parse(text);
    if (isRecord(details)) return details;
  } catch {
    // Shown as it is.
  }
  return { details: text };
}

function isRecord(value: unknown): value is Details {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What differs by name, as it was and as it is. */
function changesOf({ old, new: now }: Details): [string, unknown, unknown][] {
  const [before, after] = [isRecord(old) ? old : {}, isRecord(now) ? now : {}];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.map((name) => [name, before[name], after[name]]);
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined) return <span className={styles.nobody}>–</span>;
  if (isMoney(value)) return <Money value={value} signed={value.amount < 0} />;
  if (typeof value === 'object')
    return <code className={styles.code}>{JSON.stringify(value)}</code>;
  return <>{String(value)}</>;
}

function isMoney(value: unknown): value is MoneyValue {
  return isRecord(value) && typeof value.amount === 'number' && typeof value.currency === 'string';
}
