/** What the shop sells when it opens. Some goods are there to show what goes wrong. */
export const GOODS = [
  { sku: 'green-tea', name: 'Green tea, 100 g', priceCents: 750, available: 100_000 },
  { sku: 'teapot', name: 'Teapot, 1 l', priceCents: 3400, available: 100_000 },
  { sku: 'cup', name: 'Cup', priceCents: 990, available: 100_000 },
  { sku: 'handmade-vase', name: 'Vase, handmade', priceCents: 12_000, available: 3 },
  // Its books do not add up: asking for it fails.
  { sku: 'cracked-jar', name: 'Jar, cracked', priceCents: 400, available: 7 },
  // Nobody's card covers it: paying for it fails.
  { sku: 'golden-kettle', name: 'Kettle, gold', priceCents: 9_900_000, available: 50 },
] as const;
