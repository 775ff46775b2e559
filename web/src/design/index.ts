/**
 * The building blocks of every screen. Import from here in the back office; in the register import
 * from the single file (`design/Button`) when the bundle's size matters. Every page of the back office loads
 * what is named here; what few need (`ComboBox`, `RadioCards`) is imported from its file.
 */
export * from './Badge';
export * from './Button';
export * from './Callout';
export * from './Card';
export { cx } from './cx';
export * from './DatePicker';
export { useDensity } from './density';
export * from './Dialog';
export * from './Field';
export * from './Kbd';
export * from './Keypad';
export * from './LinkButton';
export * from './Logo';
export * from './Menu';
export * from './PageHeader';
export * from './Select';
export * from './Skeleton';
export * from './Spinner';
export * from './States';
export * from './Table';
export * from './Tabs';
export { setTheme, useTheme, type Theme } from './theme';
export { toast } from './toasts';
export * from './Toast';
export * from './Toggle';
export * from './values';
