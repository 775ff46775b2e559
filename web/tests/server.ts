import type { APIRequestContext } from '@playwright/test';
import type { Customer, Order, Page, Product, Settings, TaxCategory } from '../src/api/types';
import { expect, type Shop } from './shop';

// Begins elsewhere each time, so that tests can also share a shop that has been tested in.
let serial = Date.now() % 1_000_000_000;

/** "200000000001" with the check digit that makes it an EAN-13. */
function ean13(digits: string): string {
  const sum = [...digits].reduce((all, digit, at) => all + Number(digit) * (at % 2 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Goods that one test sells and no other knows. */
export interface Article {
  name: string;
  sku: string;
  barcode: string;
  variantId: string;
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
  }: ArticleOptions): Promise<Article> {
    serial += 1;
    const sku = `TEST-${serial}${skuEnd}`;
    const barcode = ean13(`${prefix}${String(serial).padStart(12 - prefix.length, '0')}`);
    const taxes = await this.#get<Page<TaxCategory>>('tax-categories');
    const product = await this.#send<Product>('post', 'products', {
      name: `${name} ${serial}`,
      tax_category_id: taxes.items.find(({ code }) => code === 'standard')!.id,
      variants: [{ sku, barcodes: [barcode], price: { amount: price, currency: 'GBP' } }],
    });
    const variantId = product.variants[0]!.id;
    const { items } = await this.#get<Page<{ location_id: string }>>('registers');
    await this.#send('post', 'stock/adjustments', {
      ...{ variant_id: variantId, location_id: items[0]!.location_id },
      ...{ kind: 'opening', quantity: String(onHand) },
      unit_cost: cost === undefined ? undefined : { amount: cost, currency: 'GBP' },
    });
    return { name: product.name, sku, barcode, variantId };
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

  /** Asks the terminals now what became of the payments that have no answer, as the back office can. */
  async inquire(): Promise<void> {
    const { items } = await this.#get<Page<{ id: string }>>('payments?state=unknown');
    for (const { id } of items) await this.#send('post', `payments/${id}/inquire`, {});
  }

  /** Whether registers sell what is not there. */
  async negativeStock(policy: Settings['negative_stock']): Promise<void> {
    await this.#send('patch', 'settings', { negative_stock: policy });
  }

  async #get<T>(path: string): Promise<T> {
    const response = await this.request.get(`${this.shop.url}/v1/${path}`, {
      headers: this.#headers,
    });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }

  async #send<T>(method: 'post' | 'patch', path: string, data: object): Promise<T> {
    const url = `${this.shop.url}/v1/${path}`;
    const response = await this.request[method](url, { headers: this.#headers, data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }

  get #headers() {
    return { authorization: `Bearer ${this.shop.apiKey}` };
  }
}
