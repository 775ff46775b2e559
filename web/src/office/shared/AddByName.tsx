import { useMutation, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import { Button, ProblemNote, TextField } from '../../design';
import shared from './shared.module.css';

/** Adds what has nothing but a name to a list. */
export function AddByName({
  label,
  list,
  add,
}: {
  label: string;
  /** The list that it stands in then. */
  list: QueryKey;
  add: (name: string) => Promise<unknown>;
}) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const adding = useMutation({
    mutationFn: () => add(name.trim()),
    onSuccess: () => {
      setName('');
      return client.invalidateQueries({ queryKey: list });
    },
  });
  return (
    <>
      <form
        className={shared.addByName}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) adding.mutate();
        }}
      >
        <TextField label={label} value={name} onChange={setName} maxLength={200} />
        <Button type="submit" variant="primary" isPending={adding.isPending}>
          <FormattedMessage id="settings.add" />
        </Button>
      </form>
      {adding.error && <ProblemNote error={adding.error} />}
    </>
  );
}
