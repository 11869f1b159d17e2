// Exercises answer back: what was entered is compared with what the solution printed when the site was built.

const NUMBER = /^[-−+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

// Behind a number: in what, or of what, it counts.
const UNIT = /(비트|내트|배|번|개|걸음|점|원|명|bits?|nats?)$/i;

// "0.25", "1/4", "25%", "−3", "４배" or "½": the number, and how many digits it shows behind its point.
function read(text) {
  const plain = text.normalize("NFKC").replaceAll(/[\s,]/g, "").replaceAll("−", "-").replace("\u2044", "/").replace(UNIT, "");
  const [whole, below] = plain.split("/");
  const [top, percent] = whole.endsWith("%") ? [whole.slice(0, -1), 0.01] : [whole, 1];
  if (!NUMBER.test(top) || (below !== undefined && !(NUMBER.test(below) && Number(below)))) return undefined;
  if (below !== undefined) return { value: (Number(top) / Number(below)) * percent, digits: Infinity };
  const [mantissa, exponent = 0] = top.toLowerCase().split("e");
  return { value: Number(top) * percent, digits: (mantissa.split(".")[1] ?? "").length - Number(exponent) + (percent < 1 ? 2 : 0) };
}

// Whether a number is right, and what is said to it; what is no number is neither right nor wrong.
export function judge(entered, answer) {
  const given = read(entered);
  const right = read(answer);
  if (!given) return [undefined, "수로 적어 주십시오. 0.25, 1/4, 25%처럼 적으면 됩니다."];
  const near = (digits) => Math.abs(given.value - right.value) <= 0.5000001 * 10 ** -digits;
  const within = (share, value) => Math.abs(value - right.value) <= share * Math.abs(right.value);
  const shared = Math.min(given.digits, right.digits);
  const rounded = near(shared);
  if (right.digits <= 0 && rounded) {
    // What is printed without a point is a count: 2.9 is not 3.
    return given.value === right.value ? [true, ""] : [false, "가깝습니다. 답은 정수입니다."];
  }
  // A digit that was left out may be wrong: "0.7" is not yet 0.6931, nor "0.01" 0.005.
  const enough = near(right.digits) || (rounded && (right.digits - shared <= 1 || shared >= 2));
  if (enough && within(0.05, given.value)) return [true, ""];
  // A slip is named only where the number fits well: 2 is not 3 in another unit.
  const slip = (value) => within(0.005, value);
  if (slip(-given.value)) return [false, "크기는 맞습니다. 부호를 다시 보십시오."];
  if (slip(given.value * Math.LN2) || slip(given.value / Math.LN2))
    return [false, "비트와 내트를 바꾸어 쓴 듯합니다. 로그의 밑을 다시 보십시오."];
  if (slip(given.value * Math.LN10) || slip(given.value * Math.log2(10)))
    return [false, "밑이 10인 로그로 계산한 듯합니다. 로그의 밑을 다시 보십시오."];
  if (slip(given.value / 100) || slip(given.value * 100)) return [false, "퍼센트인지 비율인지 다시 보십시오."];
  if (rounded) {
    const digits = Math.min(right.digits, Math.max(2, 1 - Math.floor(Math.log10(Math.abs(right.value)))));
    return [false, `가깝습니다. 소수점 아래 ${digits}자리까지 적어 보십시오.`];
  }
  if (slip(given.value)) return [false, "가깝습니다. 도중에 반올림하지 않았는지 보십시오."];
  return [false, ""];
}

function answer(form) {
  const said = form.querySelector("[role=status]");
  const isChoice = form.querySelector("fieldset") !== null;
  const entered = new FormData(form).get("answer")?.trim() ?? "";
  const tell = (kind, text) => {
    form.dataset.said = kind;
    said.textContent = text;
  };
  if (!entered) return tell("", isChoice ? "하나를 골라 주십시오." : "답을 적어 주십시오.");
  const [right, why] = isChoice ? [entered === form.dataset.answer, ""] : judge(entered, form.dataset.answer);
  if (right === undefined) return tell("", why);
  if (right) return tell("right", isChoice ? "맞습니다." : `맞습니다. 풀이의 출력은 ${form.dataset.answer}입니다.`);
  tell("wrong", `아직 아닙니다. ${why || way(form)}`);
}

// Where to look next: the hint, or the solution.
function way(form) {
  let next = form.nextElementSibling;
  while (next && !next.matches("details, h1, h2, h3")) next = next.nextElementSibling;
  return next?.matches("details.tip") ? "힌트를 펼쳐 보십시오." : "다시 생각해 보고, 막히면 풀이를 펼쳐 보십시오.";
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.exercise")) return;
  event.preventDefault();
  answer(event.target);
});
