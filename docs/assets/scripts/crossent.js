// What the figures compute, by the formulas of src/crossent: tests/site/test_figures.py compares both.

const sum = (terms) => terms.reduce((total, term) => total + term, 0) + 0; // + 0 makes -0 a 0

// 0 log 0 is 0; x log 0 is -Infinity.
const xlogy = (x, y) => (x > 0 ? x * Math.log(y) : 0);

export const entropy = (p) => sum(p.map((x) => -xlogy(x, x)));

export const crossEntropy = (q, p) => sum(q.map((x, i) => -xlogy(x, p[i])));

// The terms are made non-negative by adding p - q, which sums to 0: so near p = q no digits cancel.
export const klDivergence = (q, p) => sum(q.map((x, i) => klTerm(x, p[i])));

function klTerm(q, p) {
  if (q > 0 && q <= 2 * p && p <= 2 * q) return q * minusLog1p((p - q) / q);
  return xlogy(q, q) - xlogy(q, p) + (p - q);
}

// d - log(1 + d)
function minusLog1p(d) {
  if (Math.abs(d) >= 1e-2) return d - Math.log1p(d);
  return d ** 2 * (1 / 2 - d * (1 / 3 - d * (1 / 4 - d * (1 / 5 - d * (1 / 6 - d * (1 / 7 - d / 8))))));
}

// The largest logit, and the sum of exp(z - largest) over the others: log1p then loses nothing of a small rest.
function largestAndRest(logits) {
  const largest = Math.max(...logits);
  const place = logits.indexOf(largest);
  return [largest, sum(logits.map((z, i) => (i === place ? 0 : Math.exp(z - largest))))];
}

export function softmax(logits) {
  const [largest, rest] = largestAndRest(logits);
  return logits.map((z) => Math.exp(z - largest) / (1 + rest));
}

export function logsumexp(logits) {
  const [largest, rest] = largestAndRest(logits);
  return largest + Math.log1p(rest);
}

export function softmaxCrossEntropy(label, logits) {
  const [largest, rest] = largestAndRest(logits);
  return largest - logits[label] + Math.log1p(rest);
}

export const binaryCrossEntropy = (yTrue, yPred) =>
  -(xlogy(yTrue, yPred) + (yTrue < 1 ? (1 - yTrue) * Math.log1p(-yPred) : 0)) + 0;
