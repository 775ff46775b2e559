import { FormattedMessage } from 'react-intl';
import type { Import } from '../../api/types';
import { StatusPill, type Tone } from '../../design';

const TONES: Record<Import['state'], Tone> = {
  uploaded: 'neutral',
  checking: 'accent',
  checked: 'accent',
  running: 'accent',
  done: 'positive',
  stopped: 'neutral',
};

export function ImportStatePill({ state }: Pick<Import, 'state'>) {
  return (
    <StatusPill tone={TONES[state]} isBusy={state === 'checking' || state === 'running'}>
      <FormattedMessage id={`imports.state.${state}`} />
    </StatusPill>
  );
}
