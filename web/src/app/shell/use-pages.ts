import { useSession } from '../../api/session';
import { NAVIGATION, type NavItem } from './navigation';

/** The pages that the person signed in may see. */
export function usePages(): readonly NavItem[] {
  const { permissions } = useSession();
  return NAVIGATION.filter(({ needs }) => !needs || needs.some((one) => permissions.includes(one)));
}
