import type { CountryPreset, SetUpInput } from '../api/types';

/** What is typed until the shop is there. */
export interface SetupDraft {
  code: string;
  merchantName: string;
  /** A country of the table, or none of them. */
  preset: string;
  country: string;
  currency: string;
  pricesIncludeTax: boolean;
  taxes: TaxDraft[];
  ownerName: string;
  email: string;
  password: string;
  pin: string;
  locationName: string;
  timeZone: string;
  registerName: string;
}

export interface TaxDraft {
  code: string;
  name: string;
  /** In percent, as typed. */
  rate: string;
}

export const OTHER = 'other';

export function draftFor(
  timeZone: string,
  words: { location: string; register: string },
): SetupDraft {
  return {
    ...{ code: '', merchantName: '', preset: '', country: '', currency: '' },
    ...{ pricesIncludeTax: true, taxes: [], ownerName: '', email: '', password: '', pin: '' },
    ...{ locationName: words.location, timeZone, registerName: words.register },
  };
}

/** The draft with what is usual in a country. */
export function inCountry(draft: SetupDraft, preset: CountryPreset | undefined): SetupDraft {
  if (!preset) {
    const taxes = [{ code: 'standard', name: '', rate: '' }];
    return { ...draft, preset: OTHER, country: '', currency: '', taxes };
  }
  return {
    ...draft,
    preset: preset.country,
    country: preset.country,
    currency: preset.currency,
    pricesIncludeTax: preset.prices_include_tax,
    taxes: preset.taxes.map(({ code, name, rate }) => ({ code, name, rate })),
  };
}

/** What a tax is called among others: "VAT 20 %". */
function taxName({ name, rate }: TaxDraft): string {
  return `${name.trim()} ${rate.trim()} %`;
}

export function toInput(draft: SetupDraft): SetUpInput {
  return {
    code: draft.code,
    shop: {
      merchant_name: draft.merchantName,
      country: draft.country.trim().toUpperCase(),
      currency: draft.currency.trim().toUpperCase(),
      prices_include_tax: draft.pricesIncludeTax,
      tax_categories: draft.taxes.map((tax) => ({
        code: tax.code,
        name: taxName(tax),
        components:
          Number(tax.rate.replace(',', '.')) === 0
            ? []
            : [{ name: tax.name.trim(), rate: tax.rate.trim().replace(',', '.') }],
      })),
      location_name: draft.locationName,
      time_zone: draft.timeZone.trim(),
      register_name: draft.registerName,
      owner_name: draft.ownerName,
      email: draft.email.trim(),
      password: draft.password,
      pin: draft.pin,
    },
  };
}
