import { useEffect } from 'react';
import { Outlet } from 'react-router';
import { useLanguage } from './language';

/** The pages below have the words of the back office. */
export function OfficeWords() {
  const { hasOffice, wantOffice } = useLanguage();
  useEffect(wantOffice, [wantOffice]);
  return hasOffice ? <Outlet /> : null;
}
