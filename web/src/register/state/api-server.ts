import { api, call, idempotent } from '../../api/client';
import type { CheckoutServer } from '../model/checkout-flow';

/** The checkout's steps as requests. A payment's id is its idempotency key as well. */
export const apiServer: CheckoutServer = {
  sell: (key, body) => call(api.POST('/v1/sales', { body, headers: idempotent(key) })),
  openOrder: (key, body) => call(api.POST('/v1/orders', { body, headers: idempotent(key) })),
  replaceCart: (id, body) =>
    call(api.PUT('/v1/orders/{id}/cart', { params: { path: { id } }, body })),
  pay: (id, key, body) =>
    call(
      api.POST('/v1/orders/{id}/payments', {
        params: { path: { id } },
        body,
        headers: idempotent(key),
      }),
    ),
  order: (id) => call(api.GET('/v1/orders/{id}', { params: { path: { id } } })),
  complete: (id) =>
    call(
      api.POST('/v1/orders/{id}/complete', {
        params: { path: { id } },
        body: {},
        headers: idempotent(`complete-${id}`),
      }),
    ),
  hold: (id, name, returned) =>
    call(api.POST('/v1/orders/{id}/hold', { params: { path: { id } }, body: { name, returned } })),
  voidOrder: (id, version, reason) =>
    call(api.POST('/v1/orders/{id}/void', { params: { path: { id } }, body: { version, reason } })),
  cancelPayment: (id) => call(api.POST('/v1/payments/{id}/cancel', { params: { path: { id } } })),
  inquirePayment: (id) => call(api.POST('/v1/payments/{id}/inquire', { params: { path: { id } } })),
};
