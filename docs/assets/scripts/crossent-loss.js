// Scores to pull at, the probabilities that softmax makes of them, and the loss that consists of a floor and a gap.

import { Bar, button, Figure, group, make, number, Result, Slider } from "./figure.js";
import { crossEntropy, entropy, klDivergence, softmax } from "./crossent.js";

export const NAMES = ["고양이", "개", "새"];
export const Q = [0.7, 0.2, 0.1]; // the labels of ten photos, as on the page
export const START = [0, 2, -1]; // the scores that the model gives them
const LONGEST = 3; // nats
const HIGHEST = 5; // score
const RAISE = "셋 모두 1점 올리기";

// A bar of two parts: the floor, which stays, and the gap on top of it.
class Parts extends Bar {
  constructor() {
    super(0, LONGEST, "q");
    this.top = new Bar(0, LONGEST, "gap");
    this.box.append(this.top.fill);
  }

  set(floor, loss) {
    super.set(floor);
    this.top.set(loss, floor);
    this.box.classList.toggle("crossent-over", loss > LONGEST);
  }
}

export class Loss extends Figure {
  static title = "점수를 움직이며 보는 손실의 바닥과 틈";

  build() {
    this.z ??= START;
    this.chances = NAMES.map((name, i) => {
      const result = new Result(name, { kind: "p", digits: 3 });
      const mark = make("span", { class: "crossent-mark" });
      mark.style.insetInlineStart = `${100 * Q[i]}%`;
      result.bar.box.append(mark);
      return result;
    });
    this.parts = new Parts();
    this.whole = make("span", { class: "crossent-number" });
    this.sum = make("p", { class: "crossent-note" });
    return [
      make(
        "div",
        { class: "crossent-columns" },
        this.controls(),
        group("확률 p (세로줄은 레이블의 비율 q)", ...this.chances.map((chance) => chance.row)),
      ),
      make(
        "div",
        { class: "crossent-sum" },
        make("div", { class: "crossent-row" }, make("span", {}, "손실"), this.parts.box, this.whole),
        this.sum,
      ),
      make("div", { class: "crossent-buttons" }, ...this.buttons()),
    ];
  }

  controls() {
    const scale = { min: -HIGHEST, max: HIGHEST, step: 0.1, kind: "z", digits: 1 };
    this.sliders = NAMES.map(
      (name, i) => new Slider(name, scale, (score) => this.change({ z: this.z.map((old, j) => (j === i ? score : old)) })),
    );
    return group("점수 z", ...this.sliders.map((slider) => slider.row));
  }

  buttons() {
    // All three together: nothing but the differences counts.
    this.raise = button(RAISE, () => this.change({ z: this.z.map((score) => score + 1) }));
    return [
      this.raise,
      button("처음대로", () => this.change({ z: START })),
    ];
  }

  update() {
    const p = softmax(this.z);
    const [floor, loss, gap] = [entropy(Q), crossEntropy(Q, p), klDivergence(Q, p)];
    this.sliders?.forEach((slider, i) => slider.set(this.z[i]));
    if (this.raise) {
      this.raise.disabled = Math.max(...this.z) > HIGHEST - 1 + 1e-9; // the sliders end there
      this.raise.textContent = this.raise.disabled ? `${RAISE}(눈금 끝)` : RAISE;
    }
    p.forEach((chance, i) => this.chances[i].set(chance));
    this.parts.set(floor, loss);
    this.whole.textContent = number(loss);
    this.sum.replaceChildren(
      make("span", { class: "crossent-swatch crossent-q" }),
      ` 바닥 H(q) ${number(floor)} + `,
      make("span", { class: "crossent-swatch crossent-gap" }),
      ` 틈 KL ${number(gap)} = 손실 ${number(loss)}`,
    );
    this.expose({ z: this.z, p, floor, loss, gap });
  }

  sentence() {
    const [floor, loss, gap] = [this.dataset.floor, this.dataset.loss, this.dataset.gap].map(Number);
    return `손실 ${number(loss)}, 바닥 ${number(floor)}, 틈 ${number(gap)}`;
  }
}

customElements.define("crossent-loss", Loss);
