// Exercises answer back: what was entered is compared with what the solution printed when the site was built.

const NUMBER = /^[-−+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

// "0.25", "1/4", "25%" or "−3": the number, and how many digits it shows behind its point.
function read(text) {
  const plain = text.replaceAll(/[\s,]/g, "").replaceAll("−", "-");
  const [whole, below] = plain.split("/");
  const [top, percent] = whole.endsWith("%") ? [whole.slice(0, -1), 0.01] : [whole, 1];
  if (!NUMBER.test(top) || (below !== undefined && !(NUMBER.test(below) && Number(below)))) return undefined;
  if (below !== undefined) return { value: (Number(top) / Number(below)) * percent, digits: Infinity };
  const [mantissa, exponent = 0] = top.toLowerCase().split("e");
  return { value: Number(top) * percent, digits: (mantissa.split(".")[1] ?? "").length - Number(exponent) + (percent < 1 ? 2 : 0) };
}

const near = (x, y, digits) => Math.abs(x - y) <= 0.5000001 * 10 ** -digits;

// What turns an answer into the right one, and what is said to it.
const SLIPS = [
  [(x) => -x, "크기는 맞습니다. 부호를 다시 보십시오."],
  [(x) => x * Math.LN2, "비트로 적은 값입니다. 내트로 바꾸어 보십시오."],
  [(x) => x / Math.LN2, "내트로 적은 값입니다. 비트로 바꾸어 보십시오."],
  [(x) => x / 100, "퍼센트로 적은 값입니다. 비율로 바꾸거나 %를 붙이십시오."],
  [(x) => x * 100, "비율로 적은 값입니다. 퍼센트로 바꾸거나 %를 붙이십시오."],
];

// What is said to a number.
export function judge(entered, answer) {
  const given = read(entered);
  const right = read(answer);
  if (!given) return [false, "수를 적어 주십시오. 0.25, 1/4, 25%처럼 적으면 됩니다."];
  const shared = Math.min(given.digits, right.digits);
  const exactly = (value) => near(value, right.value, right.digits);
  const slip = SLIPS.find(([turned]) => exactly(turned(given.value)) && !exactly(given.value));
  if (slip) return [false, slip[1]];
  if (!near(given.value, right.value, shared)) return [false, ""];
  // A digit that was left out may be wrong: "0.7" is not yet 0.6931.
  const wanted = Math.min(2, right.digits);
  if (shared < wanted && !exactly(given.value)) return [false, `가깝습니다. 소수점 아래 ${wanted}자리까지 적어 보십시오.`];
  return [true, ""];
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
  if (right) return tell("right", isChoice ? "맞습니다." : `맞습니다. 풀이의 코드는 ${form.dataset.answer}로 출력합니다.`);
  tell("wrong", `아직 아닙니다. ${why || way(form)}`);
}

// Where to look next: the hint, or the solution.
function way(form) {
  let next = form.nextElementSibling;
  while (next && !next.matches("details, h1, h2, h3")) next = next.nextElementSibling;
  return next?.matches("details.tip") ? "힌트를 펼쳐 보거나 다시 생각해 보십시오." : "다시 생각해 보고, 막히면 풀이를 펼쳐 보십시오.";
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form.exercise")) return;
  event.preventDefault();
  answer(event.target);
});
