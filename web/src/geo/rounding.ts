/** Rounds as the server's arrays do: scaled first, then to the nearest, and half to even. */
export function rounded(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  const below = Math.floor(scaled);
  const over = scaled - below;
  const up = over > 0.5 || (over === 0.5 && below % 2 !== 0);
  return (up ? below + 1 : below) / scale;
}

/** Rounds as the server's single numbers do: by the exact value, which a scaled one can miss. */
export function roundedExactly(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
