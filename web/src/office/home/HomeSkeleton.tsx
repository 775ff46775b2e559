import { Loading, Skeleton } from '../../design';
import styles from './Home.module.css';

/** As high and wide as what comes, so that nothing jumps. */
export function HomeSkeleton() {
  return (
    <Loading>
      <div className={styles.day}>
        <div className={styles.figures}>
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} height="168px" className={styles.block} />
          ))}
        </div>
        <div className={styles.cards}>
          <Skeleton height="340px" className={styles.hours} />
          {Array.from({ length: 4 }, (_, index) => (
            <Skeleton key={index} height="340px" className={styles.block} />
          ))}
          <Skeleton height="460px" className={styles.recent} />
        </div>
      </div>
    </Loading>
  );
}
