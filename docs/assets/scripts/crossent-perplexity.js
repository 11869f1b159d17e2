// How many equally likely choices a prediction is as confused as: outcomes of which one is frequent, and a belief about it.

import { button, Figure, group, make, number, Result, Slider } from "./figure.js";
import { crossEntropy, entropy } from "./crossent.js";

const START = { count: 8, often: 0.65, belief: 0.65 }; // as on the page
const MOST = 16;

class Perplexity extends Figure {
  static title = "헷갈리는 가짓수";

  build() {
    Object.assign(this, START);
    const chance = { min: 0, max: 1, step: 0.01 };
    this.sliders = {
      count: new Slider("가짓수", { min: 2, max: 12, step: 1, show: (count) => `${count}가지` }, (count) => this.change({ count })),
      often: new Slider("실제 q", chance, (often) => this.change({ often })),
      belief: new Slider("예측 p", chance, (belief) => this.change({ belief })),
    };
    const result = (label, kind) => new Result(label, { max: MOST, kind });
    this.results = [result("결과의 가짓수", "z"), result("PP(q)", "q"), result("PP(q, p)", "p")];
    const { count, often, belief } = this.sliders;
    return [
      make(
        "div",
        { class: "crossent-columns" },
        group("한 결과의 확률(나머지는 고르게)", count.row, often.row, belief.row),
        group("헷갈리는 가짓수", make("div", { class: "crossent-results" }, ...this.results.map((one) => one.row))),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { count, often, belief } = this;
    const spread = (x) => [x, ...Array(count - 1).fill((1 - x) / (count - 1))];
    const [q, p] = [spread(often), spread(belief)];
    const [own, cross] = [Math.exp(entropy(q)), Math.exp(crossEntropy(q, p))];
    for (const [name, slider] of Object.entries(this.sliders)) slider.set(this[name]);
    [count, own, cross].forEach((value, i) => this.results[i].set(value));
    this.expose({ count, often, belief, own, cross });
  }

  sentence() {
    const [own, cross] = [Number(this.dataset.own), Number(this.dataset.cross)];
    return `${this.count}가지. 예측이 맞으면 퍼플렉서티 ${number(own)}, 지금의 예측으로는 ${number(cross)}`;
  }
}

customElements.define("crossent-perplexity", Perplexity);
