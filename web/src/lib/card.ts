/** "visa 4242" as terminals say it, the way it stands on a card: "Visa •••• 4242". */
export function cardName(card: string): string {
  const [, brand, digits] = /^(.*?)\s*(\d{4})$/.exec(card.trim()) ?? [];
  if (!digits) return card;
  return [brand && brand[0]!.toUpperCase() + brand.slice(1), '••••', digits]
    .filter(Boolean)
    .join(' ');
}
