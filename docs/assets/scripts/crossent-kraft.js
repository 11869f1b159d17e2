// Lengths of code words to choose: each spends a share of a budget of 1, and what fits is a prefix code.

import { button, Choices, Figure, group, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { entropy } from "./crossent.js";

const NAMES = ["맑음", "흐림", "비", "눈"];
const TRUTHS = { "1/2, 1/4, 1/8, 1/8": [1 / 2, 1 / 4, 1 / 8, 1 / 8], "0.4, 0.3, 0.2, 0.1": [0.4, 0.3, 0.2, 0.1] };
const START = { truth: 0, lengths: [2, 2, 2, 2] }; // the page's code of two digits each
const LONGEST = 6;

// From left to right, the shortest first: then every word starts at a multiple of its own share.
function places(lengths) {
  const order = lengths.map((_, i) => i).sort((a, b) => lengths[a] - lengths[b]);
  const starts = [];
  let start = 0;
  for (const i of order) {
    starts[i] = start;
    start += 2 ** -lengths[i];
  }
  return { starts, spent: start };
}

class Kraft extends Figure {
  static title = "부호어의 길이와 예산";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 1.25],
      y: [LONGEST, 0],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [1, 2, 3, 4, 5, 6],
      label: "쓴 예산",
      description: "부호어마다 2의 −길이 제곱만큼 너비를 차지하는 칸. 칸이 모두 예산 1 안에 들어가야 접두 부호가 있습니다.",
    });
    this.plane = plane;
    this.boxes = NAMES.map((name) => ({
      box: plane.add("rect"),
      texts: [name, ""].map((text) => plane.add("text", { "text-anchor": "middle" }, text)),
    }));
    plane.add("path", { class: "crossent-line crossent-q", d: plane.upright(1) });
    plane.label("예산 1", 1.02, 0.6);
    this.sliders = NAMES.map((name, i) => {
      const scale = { min: 1, max: LONGEST, step: 1, show: (length) => `${length}자리` };
      return new Slider(name, scale, (length) => this.change({ lengths: this.lengths.map((old, j) => (j === i ? length : old)) }));
    });
    this.truths = new Choices(Object.keys(TRUTHS), (truth) => this.change({ truth }));
    this.spent = new Result("쓴 예산", { kind: "p" });
    this.floor = new Result("엔트로피", { max: 4, kind: "q" });
    this.mean = new Result("평균 길이", { max: 4, kind: "p" });
    this.told = make("p", { class: "crossent-note crossent-told" });
    return [
      plane.svg,
      make(
        "div",
        { class: "crossent-columns" },
        group("부호어의 길이와 부호어", ...this.sliders.map((slider) => slider.row), this.told),
        group("확률 q", this.truths.row, this.spent.row, this.floor.row, this.mean.row),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, lengths, truth } = this;
    const q = Object.values(TRUTHS)[truth];
    const { starts, spent } = places(lengths);
    const fits = spent <= 1;
    const words = lengths.map((length, i) => (fits ? (starts[i] * 2 ** length).toString(2).padStart(length, "0") : "없음"));
    const floor = entropy(q) / Math.LN2;
    const mean = q.reduce((total, chance, i) => total + chance * lengths[i], 0);
    lengths.forEach((length, i) => {
      this.sliders[i].set(length);
      this.sliders[i].output.textContent = `${length}자리 ${words[i]}`;
      const [left, right] = [starts[i], starts[i] + 2 ** -length].map((x) => plane.x(Math.min(x, plane.to)));
      const [top, bottom] = [plane.y(length - 1), plane.y(LONGEST)];
      const over = starts[i] + 2 ** -length > 1;
      const { box, texts } = this.boxes[i];
      place(box, { x: left, width: right - left, y: top, height: bottom - top, class: `crossent-piece crossent-${over ? "less" : "p"}` });
      texts[1].textContent = fits ? words[i] : "";
      texts.forEach((text, line) => {
        place(text, { x: (left + right) / 2, y: top + 17 + 16 * line });
        text.style.visibility = right - left > 28 ? "visible" : "hidden"; // else it would not fit
      });
    });
    this.truths.set(truth);
    this.spent.set(spent);
    this.floor.set(floor);
    this.mean.set(mean);
    const rest = number(Math.abs(1 - spent));
    if (spent === 1) this.told.textContent = "예산을 꼭 맞게 썼습니다.";
    else this.told.textContent = fits ? `예산이 ${rest} 남습니다.` : `예산을 ${rest} 넘어 접두 부호가 없습니다.`;
    this.expose({ lengths, q, spent, words, entropy: floor, mean });
  }

  sentence() {
    return `${this.told.textContent} 평균 길이 ${number(Number(this.dataset.mean))}`;
  }
}

customElements.define("crossent-kraft", Kraft);
