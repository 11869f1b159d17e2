// Two losses of one score, and how hard each pushes it: far on the wrong side the squared error hardly does.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { logsumexp, softmax } from "./crossent.js";

const START = -10; // the page's sample that is very wrong
const LOWEST = -10;
const HIGHEST = 6;
const LONGEST = 4; // of the arrow that belongs to a push of 1, on the axis of the score
// The label is 1, the score of the other class 0.
const LOSSES = {
  cross: { loss: (z) => logsumexp([0, -z]), push: (p) => 1 - p, kind: "q" },
  squared: { loss: (z) => (softmax([0, z])[1] - 1) ** 2, push: (p) => 2 * (1 - p) * p * (1 - p), kind: "p" },
};

class Slopes extends Figure {
  static title = "크로스 엔트로피와 제곱 오차가 미는 힘";

  build() {
    this.z = START;
    const plane = new Plane({
      x: [LOWEST, HIGHEST],
      y: [0, 11],
      xticks: [-10, -8, -6, -4, -2, 0, 2, 4, 6],
      yticks: [0, 2, 4, 6, 8, 10],
      label: "로짓 z",
      description: "로짓에 따른 두 손실의 곡선. 지금의 로짓에서 두 손실이 로짓을 미는 힘만큼 긴 화살표가 오른쪽을 향합니다.",
    });
    this.plane = plane;
    this.marks = Object.entries(LOSSES).map(([name, { loss, kind }]) => {
      const dashes = name === "squared" ? " crossent-dashed" : "";
      plane.add("path", { class: `crossent-line crossent-${kind}${dashes}`, d: plane.curve(loss) });
      return { arrow: plane.add("path", { class: `crossent-line crossent-arrow crossent-${kind}` }), spot: plane.spot(kind) };
    });
    plane.label("크로스 엔트로피", -4.6, 5.6);
    plane.label("제곱 오차", -7, 1.7);
    this.slider = new Slider("로짓 z", { min: LOWEST, max: HIGHEST, step: 0.1, digits: 1 }, (z) => this.change({ z }));
    drag(plane.svg, (right) => this.slider.move(plane.valueAt(right)));
    this.chance = new Result("확률 σ(z)", { kind: "z" });
    this.pushes = [new Result("크로스 엔트로피", { kind: "q" }), new Result("제곱 오차", { kind: "p" })];
    return [
      plane.svg,
      make(
        "div",
        { class: "crossent-results" },
        this.slider.row,
        this.chance.row,
        make("p", { class: "crossent-heading" }, "미는 힘(기울기의 크기)"),
        ...this.pushes.map((push) => push.row),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change({ z: START }))),
    ];
  }

  update() {
    const { plane, z } = this;
    const p = softmax([0, z])[1];
    this.slider.set(z);
    this.chance.set(p);
    Object.entries(LOSSES).forEach(([name, { loss, push }], i) => {
      const [height, force] = [loss(z), push(p)];
      this.pushes[i].set(force);
      const [x, y, end] = [plane.x(z), plane.y(height), plane.x(z + LONGEST * force)];
      const head = Math.min(7, end - x);
      place(this.marks[i].arrow, { d: `M${x} ${y}H${end}m${-head} ${-head}l${head} ${head}l${-head} ${head}` });
      this.marks[i].spot(z, height);
      this.expose({ [`${name}Loss`]: height, [`${name}Push`]: force });
    });
    this.expose({ z, p });
  }

  sentence() {
    const [cross, squared] = [Number(this.dataset.crossPush), Number(this.dataset.squaredPush)];
    return `로짓 ${number(this.z, 1)}에서 크로스 엔트로피가 미는 힘 ${number(cross)}, 제곱 오차가 미는 힘 ${number(squared)}`;
  }
}

customElements.define("crossent-slopes", Slopes);
