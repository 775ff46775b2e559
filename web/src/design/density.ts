import { useLayoutEffect } from 'react';

/**
 * Sets touch sizes for as long as the screen is shown. On the root element, so that dialogs and
 * menus, which live outside the screen's own element, follow.
 */
export function useDensity(density: 'till' | 'office'): void {
  useLayoutEffect(() => {
    if (density !== 'till') return;
    document.documentElement.dataset.density = density;
    return () => {
      delete document.documentElement.dataset.density;
    };
  }, [density]);
}
