// The messages of shop.proto as TypeScript sees them.
export interface Item {
  readonly sku: string;
  readonly name: string;
  readonly priceCents: number;
  readonly available: number;
}

export interface ReserveRequest {
  readonly orderId: string;
  readonly sku: string;
  readonly quantity: number;
}

export interface ChargeRequest {
  readonly orderId: string;
  readonly amountCents: number;
}

export interface OrderRequest {
  readonly orderId: string;
}

/** What each call takes and gives. */
export interface InventoryCalls {
  Find: (request: { readonly sku: string }) => Item;
  Reserve: (request: ReserveRequest) => { readonly priceCents: number };
  Release: (request: OrderRequest) => object;
}

export interface PaymentsCalls {
  Charge: (request: ChargeRequest) => { readonly receiptId: string };
  Refund: (request: OrderRequest) => object;
}
