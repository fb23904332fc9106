/** What the shop sells. Some goods are there to show what goes wrong in real services. */
export interface Good {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
  /** Makes the catalog take its time, or fail, when asked for the stock of it. */
  readonly trouble?: 'slow' | 'broken';
}

export const GOODS: readonly Good[] = [
  { sku: 'green-tea', name: 'Green tea, 100 g', price: 7.5 },
  { sku: 'teapot', name: 'Teapot, 1 l', price: 34 },
  { sku: 'cup', name: 'Cup', price: 9.9 },
  { sku: 'handmade-vase', name: 'Vase, handmade', price: 120, trouble: 'slow' },
  { sku: 'cracked-jar', name: 'Jar, cracked', price: 4, trouble: 'broken' },
];

export function findGood(sku: string): Good | undefined {
  return GOODS.find((good) => good.sku === sku);
}
