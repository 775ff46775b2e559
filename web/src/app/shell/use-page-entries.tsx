import { useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import type { Entry } from './palette';
import { usePages } from './use-pages';

/** The pages as lines of the palette. */
export function usePageEntries(): Entry[] {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  return usePages().map(({ href, label, icon: Icon }) => ({
    key: href,
    icon: <Icon aria-hidden="true" />,
    label: formatMessage({ id: label }),
    run: () => void navigate(href),
  }));
}
