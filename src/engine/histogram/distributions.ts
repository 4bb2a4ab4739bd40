/** Distribution functions: normal, Student's t, binomial. Numerical Recipes, 3rd edition, chapter 6. */

const LANCZOS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
];

/** Lanczos' approximation of ln Γ, with g = 7. */
function logGamma(x: number): number {
  let sum = 0.9999999999998099;
  for (const [index, coefficient] of LANCZOS.entries()) sum += coefficient / (x + index);
  const shifted = x + 6.5;
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/** Regularized incomplete beta function, by Lentz' continued fraction. */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, 1 - x)) / b;
}

function betaFraction(a: number, b: number, x: number): number {
  const TINY = 1e-300;
  const away = (value: number): number => (Math.abs(value) < TINY ? TINY : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) <= 2 ** -52) break;
  }
  return h;
}

/** Probability that |t| is at least this large. */
export const studentTwoTailed = (t: number, degrees: number): number =>
  incompleteBeta(degrees / 2, 0.5, degrees / (degrees + t * t));

/** The t that a share of `p` (above 0.5) stays below. */
export function studentQuantile(p: number, degrees: number): number {
  let low = 0;
  let high = 1;
  const below = (t: number): number => 1 - studentTwoTailed(t, degrees) / 2;
  while (below(high) < p && high < 1e12) high *= 2;
  for (let i = 0; i < 200 && high - low > high * 2 ** -52; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Probability that a normal variable is above `z`, at least 0: through the incomplete gamma of erfc. */
export function normalTail(z: number): number {
  // erfc(x) = Γ(1/2, x²) / √π
  const x = (z * z) / 2;
  if (x === 0) return 0.5;
  if (x < 1.5) {
    // The series of the lower function.
    let [term, sum] = [2, 2];
    for (let n = 1; Math.abs(term) > sum * 2 ** -54; n++) {
      term *= x / (0.5 + n);
      sum += term;
    }
    return (1 - (sum * Math.exp(-x) * Math.sqrt(x)) / Math.sqrt(Math.PI)) / 2;
  }
  const TINY = 1e-300;
  let b = x + 0.5;
  let c = 1 / TINY;
  let d = 1 / b;
  let h = d;
  for (let i = 1; i < 1000; i++) {
    const a = -i * (i - 0.5);
    b += 2;
    d = 1 / (a * d + b || TINY);
    c = b + a / c || TINY;
    h *= d * c;
    if (Math.abs(d * c - 1) <= 2 ** -52) break;
  }
  return (Math.exp(-x) * Math.sqrt(x) * h) / Math.sqrt(Math.PI) / 2;
}

/** Smallest k with P(X ≤ k) ≥ `share` for a binomial X. */
export function binomialQuantile(share: number, n: number, p: number): number {
  if (p >= 1) return n;
  let [low, high] = [0, n];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    // P(X ≤ k) = I(1-p; n-k, k+1)
    const below = middle >= n ? 1 : incompleteBeta(n - middle, middle + 1, 1 - p);
    if (below >= share) high = middle;
    else low = middle + 1;
  }
  return low;
}
