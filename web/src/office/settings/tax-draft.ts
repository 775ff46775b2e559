import type { BusinessDate, TaxCategoryInput } from '../../api/types';

/** One tax of a category as it is typed. */
export interface ComponentDraft {
  key: string;
  name: string;
  /** In percent. */
  rate: string;
  compound: boolean;
  valid_from: BusinessDate | null;
  valid_to: BusinessDate | null;
}

/** A percentage from 0 to 100 with at most four decimals; a comma will do. */
export function isRate(text: string): boolean {
  return /^\d{1,3}([.,]\d{1,4})?$/.test(text.trim()) && Number(toRate(text)) <= 100;
}

/** As the server reads it. */
export function toRate(text: string): string {
  return text.trim().replace(',', '.');
}

export function toTaxCategory(
  name: string,
  code: string,
  components: readonly ComponentDraft[],
): TaxCategoryInput {
  return {
    name: name.trim(),
    code: code.trim(),
    components: components.map((component) => ({
      name: component.name.trim(),
      rate: toRate(component.rate),
      compound: component.compound,
      valid_from: component.valid_from,
      valid_to: component.valid_to,
    })),
  };
}
