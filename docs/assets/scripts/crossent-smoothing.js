// A label smoothed by a share to pull, and the loss of a model that prefers the right class by a gap between logits.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { entropy, logsumexp } from "./crossent.js";

const CLASSES = 5; // of the page's figures
const START = { epsilon: 0.2, gap: 6 };
const TOP = 3; // nats
const WIDEST = 10;

// The logits of the wrong classes are 0.
const lossOf = (right, gap) => logsumexp([gap, ...Array(CLASSES - 1).fill(0)]) - right * gap;

class Smoothing extends Figure {
  static title = "레이블 스무딩과 가장 좋은 로짓 차이";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, WIDEST],
      y: [0, TOP],
      xticks: [0, 2, 4, 6, 8, 10],
      yticks: [0, 1, 2, 3],
      label: "정답과 오답의 로짓 차이",
      description: "로짓 차이에 따른 손실의 곡선과 바닥의 수평선. 곡선은 가장 좋은 로짓 차이에서 바닥에 닿고 다시 올라갑니다.",
    });
    this.plane = plane;
    this.curve = plane.add("path", { class: "crossent-line crossent-p" });
    this.level = plane.add("path", { class: "crossent-line crossent-q crossent-dashed" });
    this.names = [plane.label("손실", 0.9, 1.3), plane.label("바닥 H(q̃)", WIDEST, 0, "end")];
    this.touch = plane.spot("q");
    this.spot = plane.spot("p");
    this.sliders = {
      epsilon: new Slider("비율 ε", { min: 0, max: 0.5, step: 0.01 }, (epsilon) => this.change({ epsilon })),
      gap: new Slider("로짓 차이", { min: 0, max: WIDEST, step: 0.1, digits: 1 }, (gap) => this.change({ gap })),
    };
    drag(plane.svg, (right) => this.sliders.gap.move(plane.valueAt(right)));
    this.right = new Result("정답의 확률", { kind: "q" });
    this.wrong = new Result("오답마다", { kind: "q" });
    this.best = new Result("가장 좋은 차이", { max: WIDEST, kind: "z" });
    this.floor = new Result("바닥 H(q̃)", { max: TOP, kind: "q" });
    this.loss = new Result("손실", { max: TOP, kind: "p" });
    const { epsilon, gap } = this.sliders;
    return [
      plane.svg,
      make(
        "div",
        { class: "crossent-results" },
        ...[epsilon, gap, this.right, this.wrong, this.best, this.floor, this.loss].map((one) => one.row),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, epsilon, gap } = this;
    const wrong = epsilon / CLASSES;
    const right = 1 - epsilon + wrong;
    const [best, floor] = [Math.log(right / wrong), entropy([right, ...Array(CLASSES - 1).fill(wrong)])];
    const loss = lossOf(right, gap);
    this.sliders.epsilon.set(epsilon);
    this.sliders.gap.set(gap);
    this.right.set(right);
    this.wrong.set(wrong);
    this.best.set(best);
    this.floor.set(floor);
    this.loss.set(loss);
    place(this.curve, { d: plane.curve((x) => lossOf(right, x)) });
    place(this.level, { d: plane.path([[0, floor], [WIDEST, floor]]) });
    place(this.names[1], { y: plane.y(floor) + (floor < 0.5 ? -8 : 17) });
    this.touch(best, floor); // without smoothing, nowhere
    this.spot(gap, loss);
    this.expose({ epsilon, gap, right, wrong, best, floor, loss });
  }

  sentence() {
    const [best, floor, loss] = [this.dataset.best, this.dataset.floor, this.dataset.loss].map(Number);
    return `가장 좋은 로짓 차이 ${number(best)}, 바닥 ${number(floor)}, 지금의 손실 ${number(loss)}`;
  }
}

customElements.define("crossent-smoothing", Smoothing);
