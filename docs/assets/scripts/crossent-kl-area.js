// Two surprises of every outcome as heights over its true chance: their areas are the entropy and the cross entropy.

import { button, Choices, Figure, group, make, number, place, Result, Shares, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { crossEntropy, entropy, klDivergence } from "./crossent.js";

const NAMES = ["맑음", "흐림", "비", "눈"];
const TRUTHS = { "그 마을": [1 / 2, 1 / 4, 1 / 8, 1 / 8], "고른 날씨": [1 / 4, 1 / 4, 1 / 4, 1 / 4], "거의 맑음": [0.7, 0.1, 0.1, 0.1] };
const START = { truth: 0, p: [1 / 8, 1 / 2, 1 / 4, 1 / 8] }; // as on the page
const TOP = 6; // bits

class KlArea extends Figure {
  static title = "넓이로 보는 KL 발산";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 2, 4, 6],
      label: "칸의 너비: 실제 확률 q",
      description: "날씨마다 너비가 q인 칸. 높이가 −log₂ q인 칸과 높이가 −log₂ p인 선. 선이 칸보다 높은 곳의 넓이에서 낮은 곳의 넓이를 뺀 것이 KL 발산입니다.",
    });
    this.plane = plane;
    this.pieces = NAMES.map((name) => ({
      floor: plane.add("rect", { class: "crossent-piece crossent-q" }),
      between: plane.add("rect"),
      line: plane.add("path", { class: "crossent-line crossent-p" }),
      name: plane.add("text", { "text-anchor": "middle" }, name),
      sign: plane.add("text", { "text-anchor": "middle", "font-weight": "700" }),
    }));
    const shares = new Shares();
    this.sliders = NAMES.map(
      (name, i) =>
        new Slider(name, { min: 0, max: 1, step: 0.01, digits: 3 }, (value) => this.change({ p: shares.pull(this.p, i, value) })),
    );
    this.truths = new Choices(Object.keys(TRUTHS), (truth) => this.change({ truth }));
    const result = (label, kind) => new Result(label, { max: 4, kind });
    this.results = [result("넓이 H(q)", "q"), result("넓이 H(q,p)", "p"), result("차이 KL(q‖p)", "gap")];
    const note = "높이는 놀라움(비트): 파란 칸 −log₂ q, 주황 선 −log₂ p · +: 더 놀라 더하는 넓이, −: 덜 놀라 빼는 넓이";
    return [
      plane.svg,
      make("p", { class: "crossent-note crossent-legend" }, note),
      make(
        "div",
        { class: "crossent-columns" },
        group("예측 p", ...this.sliders.map((slider) => slider.row)),
        group("실제 q", this.truths.row, make("div", { class: "crossent-results" }, ...this.results.map((one) => one.row))),
      ),
      make(
        "div",
        { class: "crossent-buttons" },
        button("p를 q와 같게", () => this.change({ p: Object.values(TRUTHS)[this.truth] })),
        button("처음대로", () => this.change(START)),
      ),
    ];
  }

  update() {
    const { truth, p } = this;
    const q = Object.values(TRUTHS)[truth];
    const bits = (nats) => nats / Math.LN2;
    const [h, ce, kl] = [entropy(q), crossEntropy(q, p), klDivergence(q, p)].map(bits);
    this.truths.set(truth);
    p.forEach((value, i) => this.sliders[i].set(value));
    [h, ce, kl].forEach((value, i) => this.results[i].set(value));
    let left = 0;
    q.forEach((width, i) => {
      this.fill(this.pieces[i], left, width, -Math.log2(width), -Math.log2(p[i]));
      left += width;
    });
    this.expose({ q, p, entropy: h, crossEntropy: ce, klDivergence: kl });
  }

  fill({ floor, between, line, name, sign }, left, width, own, other) {
    const { plane } = this;
    const top = Math.min(other, TOP);
    const [x, wide, middle] = [plane.x(left), plane.x(width) - plane.x(0), plane.x(left + width / 2)];
    const box = (low, high) => ({ x, width: wide, y: plane.y(high), height: plane.y(low) - plane.y(high) });
    place(floor, box(0, Math.min(own, top)));
    const more = other > own;
    place(between, { ...box(Math.min(own, top), Math.max(own, top)), class: `crossent-piece crossent-${more ? "gap" : "less"}` });
    place(line, { d: `M${x} ${plane.y(top)}h${wide}` });
    place(name, { x: middle, y: plane.y(0) - 6 });
    // Above a box that is too low for the sign, or so low that the name stands in it.
    const [upper, lower] = [plane.y(Math.max(own, top)), plane.y(Math.min(own, top))];
    const fits = lower - upper > 16 && (upper + lower) / 2 < plane.y(0) - 24;
    place(sign, { x: middle, y: fits ? (upper + lower) / 2 + 5 : Math.min(upper - 4, plane.y(0) - 20) });
    sign.textContent = Math.abs(top - own) < 0.01 ? "" : `${more ? "+" : "−"}${other > TOP ? "↑" : ""}`;
  }

  sentence() {
    const [h, ce, kl] = [this.dataset.entropy, this.dataset.crossEntropy, this.dataset.klDivergence].map(Number);
    return `H(q) ${number(h)}비트, H(q,p) ${number(ce)}비트, 차이인 KL 발산 ${number(kl)}`;
  }
}

customElements.define("crossent-kl-area", KlArea);
