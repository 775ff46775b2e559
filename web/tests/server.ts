import type { APIRequestContext } from '@playwright/test';
import type {
  BarcodeLayout,
  AuditRow,
  Customer,
  CustomerGroup,
  CustomerInput,
  LineKind,
  ModifierGroup,
  NewPromotion,
  Order,
  OrderVoid,
  Page,
  PriceList,
  Product,
  Promotion,
  RegisterNow,
  RegisterPatch,
  Settings,
  SettingsPatch,
  Shift,
  SignInOptions,
  TaxCategory,
  Terms,
} from '../src/api/types';
import { expect, type Shop } from './shop';

// Begins elsewhere each time, so that tests can also share a shop that has been tested in.
let serial = Date.now() % 1_000_000_000;

/** "200000000001" with the check digit that makes it an EAN-13. */
function ean13(digits: string): string {
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function pounds(amount: number) {
  return { amount, currency: 'GBP' };
}

/** Goods that one test sells and no other knows. */
export interface Article {
  name: string;
  sku: string;
  barcode: string;
  variantId: string;
  productId: string;
}

/** What can be chosen with goods: names with what each adds, in minor units. */
export interface OptionsGroup {
  name: string;
  least?: number;
  most: number;
  options: Record<string, number>;
}

export interface ArticleOptions {
  name: string;
  /** Minor units. */
  price: number;
  /** What one cost, minor units. */
  cost?: number;
  onHand?: number;
  /** The first digits of its barcode. */
  prefix?: string;
  /** What its SKU ends with. */
  skuEnd?: string;
  /** What is asked at the till. */
  terms?: Partial<Terms>;
  kind?: LineKind;
  /** Further codes, such as a scale's. */
  codes?: string[];
}

/** What is done and seen behind the till, with an API key. */
export class Server {
  constructor(
    private readonly request: APIRequestContext,
    private readonly shop: Shop,
  ) {}

  /** An article nobody has sold yet, with 20 % VAT in its price, on the shelf of the first shop. */
  async article({
    name,
    price,
    cost,
    onHand = 20,
    prefix = '20',
    skuEnd = '',
    terms = {},
    kind = 'goods',
    codes = [],
  }: ArticleOptions): Promise<Article> {
    serial += 1;
    const sku = `TEST-${serial}${skuEnd}`;
    const barcode = ean13(`${prefix}${String(serial).padStart(12 - prefix.length, '0')}`);
    const taxes = await this.#get<Page<TaxCategory>>('tax-categories');
    const product = await this.#send<Product>('post', 'products', {
      name: `${name} ${serial}`,
      kind,
      tax_category_id:
        kind === 'deposit' ? null : taxes.items.find(({ code }) => code === 'standard')!.id,
      variants: [{ sku, barcodes: [barcode, ...codes], price: pounds(price), terms }],
    });
    const variantId = product.variants[0]!.id;
    const productId = product.id;
    if (kind !== 'goods') return { name: product.name, sku, barcode, variantId, productId };
    const { items } = await this.#get<Page<{ location_id: string }>>('registers');
    await this.#send('post', 'stock/adjustments', {
      ...{ variant_id: variantId, location_id: items[0]!.location_id },
      ...{ kind: 'opening', quantity: String(onHand) },
      unit_cost: cost === undefined ? undefined : { amount: cost, currency: 'GBP' },
    });
    return { name: product.name, sku, barcode, variantId, productId };
  }

  async taxCategory(
    name: string,
    code: string,
    component: { name: string; rate: string },
  ): Promise<void> {
    await this.#send('post', 'tax-categories', { name, code, components: [component] });
  }

  /** From now on these are chosen with the article. */
  async options({ productId }: Article, groups: OptionsGroup[]): Promise<ModifierGroup[]> {
    const made: ModifierGroup[] = [];
    for (const { name, least = 0, most, options } of groups) {
      const group = await this.#send<ModifierGroup>('post', 'modifier-groups', {
        ...{ name, min_choices: least, max_choices: most },
        options: Object.entries(options).map(([option, price]) => ({
          ...{ name: option, price: pounds(price) },
        })),
      });
      made.push(group);
    }
    const modifier_groups = made.map(({ id }) => id);
    await this.#send('put', `products/${productId}/modifier-groups`, { modifier_groups });
    return made;
  }

  async barcodeLayouts(items: BarcodeLayout[]): Promise<void> {
    await this.#send('put', 'barcode-layouts', { items });
  }

  async order(number: string): Promise<Order> {
    const { items } = await this.#get<Page<Order>>(`orders?search=${number}`);
    return this.#get<Order>(`orders/${items[0]!.id}`);
  }

  /** How many sales of the article are on record. */
  async sales({ variantId }: Article): Promise<number> {
    const { items } = await this.#get<Page<{ kind: string }>>(
      `stock/movements?variant_id=${variantId}`,
    );
    return items.filter(({ kind }) => kind === 'sale').length;
  }

  async onHand({ variantId }: Article): Promise<string> {
    const { items } = await this.#get<Page<{ on_hand: string }>>(`stock?variant_id=${variantId}`);
    return items[0]!.on_hand;
  }

  async customer(name: string): Promise<Customer> {
    const { items } = await this.#get<Page<Customer>>(`customers?search=${name}`);
    return items[0]!;
  }

  /** Somebody whom the shop knows. */
  async person(person: CustomerInput): Promise<Customer> {
    return this.#send<Customer>('post', 'customers', person);
  }

  /** How many go by that. */
  async people(search: string): Promise<number> {
    const { items } = await this.#get<Page<Customer>>(`customers?search=${search}`);
    return items.length;
  }

  /** Asks the terminals now what became of the payments that have no answer, as the back office can. */
  async inquire(): Promise<void> {
    const { items } = await this.#get<Page<{ id: string }>>('payments?state=unknown');
    for (const { id } of items) await this.#send('post', `payments/${id}/inquire`, {});
  }

  /** A promotion that holds from now on. */
  async promotion(promotion: NewPromotion, codes: readonly string[] = []): Promise<Promotion> {
    const made = await this.#send<Promotion>('post', 'promotions', promotion);
    if (codes.length > 0) await this.#send('post', `promotions/${made.id}/coupons`, { codes });
    return made;
  }

  /** A promotion that other tests should not sell under. */
  async endPromotion({ id, version }: Promotion): Promise<void> {
    await this.#send('patch', `promotions/${id}`, { version, active: false });
  }

  /** A price list that holds from now on, for everybody or a group. */
  async priceList(
    name: string,
    { variantId }: Article,
    price: number,
    groupId: string | null = null,
  ): Promise<PriceList> {
    const validity = { group_id: groupId };
    const list = await this.#send<PriceList>('post', 'price-lists', { name, validity });
    await this.#send('put', `price-lists/${list.id}/prices`, {
      prices: [{ variant_id: variantId, price: pounds(price) }],
    });
    return list;
  }

  /** A group of customers. */
  async group(name: string): Promise<string> {
    const { id } = await this.#send<CustomerGroup>('post', 'customer-groups', { name });
    return id;
  }

  /** A price list that holds from now on, for customers of a new group. */
  async groupPrice(group: string, article: Article, price: number): Promise<string> {
    const id = await this.group(group);
    await this.priceList(`${group} prices`, article, price, id);
    return id;
  }

  /** Somebody of a group. */
  async member(name: string, groupId: string): Promise<Customer> {
    return this.#send<Customer>('post', 'customers', { name, group_id: groupId });
  }

  /** A customer who is not charged tax. */
  async exempt(name: string): Promise<Customer> {
    const customer = await this.#send<Customer>('post', 'customers', { name });
    const tax_exemption = { reason: 'Embassy', certificate: 'C-1', valid_to: null };
    await this.#send('put', `customers/${customer.id}/tax-exemption`, { tax_exemption });
    return customer;
  }

  /** Whether registers sell what is not there. */
  async negativeStock(policy: Settings['negative_stock']): Promise<void> {
    await this.settings({ negative_stock: policy });
  }

  async settings(change: SettingsPatch): Promise<void> {
    await this.#send('patch', 'settings', change);
  }

  /** What was taken off last, anywhere. */
  async lastVoid(): Promise<OrderVoid> {
    const { items } = await this.#get<Page<OrderVoid>>('voids?limit=1');
    return items[0]!;
  }

  /** What was accounted for last of this kind. */
  async lastAudited(action: string): Promise<AuditRow> {
    const { items } = await this.#get<Page<AuditRow>>(`audit-trail?action=${action}&limit=1`);
    return items[0]!;
  }

  /** Who sits at the till, who may allow more, and their PINs. */
  async approvers() {
    const response = await this.request.get(`${this.shop.url}/v1/sign-in-options`);
    const { staff, demo_sign_in } = (await response.json()) as SignInOptions;
    const pins = demo_sign_in!.pins;
    const manager = staff.find(
      ({ id, role }) => role !== 'cashier' && pins.some(({ staff_id }) => staff_id === id),
    )!;
    const pin = pins.find(({ staff_id }) => staff_id === manager.id)!.pin;
    return { manager: manager.name, pin, cashier: pins[0]!.name, otherPin: pins[0]!.pin };
  }

  /** The register is counted, and no shift is open at it; what it holds is `left`. */
  async closeShift(register: string, left: number): Promise<void> {
    const { id, open_shift } = await this.#register(register);
    const shift =
      open_shift ??
      (await this.#send<Shift>('post', 'shifts', { register_id: id, opening_float: pounds(left) }));
    const counted = pounds(left);
    await this.#send('post', `shifts/${shift.id}/close`, { counted, left_in_drawer: counted });
  }

  async openShift(register: string, float: number): Promise<void> {
    const { id } = await this.#register(register);
    await this.#send('post', 'shifts', { register_id: id, opening_float: pounds(float) });
  }

  /** How the shifts to come at a register are run. */
  async changeRegister(register: string, change: RegisterPatch): Promise<void> {
    const { id } = await this.#register(register);
    await this.#send('patch', `registers/${id}`, change);
  }

  /** The shift that was closed last. */
  async lastShift(register: string): Promise<Shift> {
    const { id } = await this.#register(register);
    const { items } = await this.#get<Page<Shift>>(`shifts?register_id=${id}&state=closed&limit=1`);
    return items[0]!;
  }

  async #register(register: string): Promise<RegisterNow> {
    const { items } = await this.#get<Page<RegisterNow>>('registers');
    return items.find(({ name }) => name === register)!;
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.request.get(`${this.shop.url}/v1/${path}`, {
      headers: this.#headers,
    });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }

  async #send<T>(method: 'post' | 'patch' | 'put', path: string, data: object): Promise<T> {
    const url = `${this.shop.url}/v1/${path}`;
    const response = await this.request[method](url, { headers: this.#headers, data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }

  get #headers() {
    return { authorization: `Bearer ${this.shop.apiKey}` };
  }
}
