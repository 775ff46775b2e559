import { useState } from 'react';
import { useIntl } from 'react-intl';
import { TextField } from '../design/Field';
import { fieldErrors } from '../office/shared/field-errors';
import type { SetupDraft } from './draft';
import { StepForm } from './StepForm';

/** Where is sold. */
export function PlaceStep({
  draft,
  error,
  isPending,
  onChange,
  onNext,
  onBack,
}: {
  draft: SetupDraft;
  error: unknown;
  isPending: boolean;
  onChange: (changes: Partial<SetupDraft>) => void;
  onNext: () => void;
  onBack?: () => void;
}) {
  const { formatMessage } = useIntl();
  const [wasTried, setWasTried] = useState(false);
  const { field } = fieldErrors(error, [
    ...['shop.location_name', 'shop.time_zone', 'shop.register_name'],
  ]);
  const all = [draft.locationName, draft.timeZone, draft.registerName];
  const needed = (text: string) =>
    wasTried && !text.trim() ? formatMessage({ id: 'setup.needed' }) : undefined;
  return (
    <StepForm
      submit="setup.found"
      isPending={isPending}
      onBack={onBack}
      onSubmit={() => {
        setWasTried(true);
        if (all.every((text) => text.trim())) onNext();
      }}
    >
      <TextField
        label={formatMessage({ id: 'setup.location' })}
        autoFocus
        value={draft.locationName}
        onChange={(locationName) => onChange({ locationName })}
        error={field('shop.location_name') ?? needed(draft.locationName)}
      />
      <TextField
        label={formatMessage({ id: 'setup.time_zone' })}
        description={formatMessage({ id: 'setup.time_zone_why' })}
        value={draft.timeZone}
        onChange={(timeZone) => onChange({ timeZone })}
        error={field('shop.time_zone') ?? needed(draft.timeZone)}
      />
      <TextField
        label={formatMessage({ id: 'setup.register' })}
        value={draft.registerName}
        onChange={(registerName) => onChange({ registerName })}
        error={field('shop.register_name') ?? needed(draft.registerName)}
      />
    </StepForm>
  );
}
