// Labels of two kinds that disagree, a prediction for all of them, and the floor below which no prediction brings the loss.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { crossEntropy, entropy, klDivergence } from "./crossent.js";

const START = { share: 0.7, prediction: 0.9 }; // of the page's forecasts
const TOP = 2; // nats
const both = (x) => [x, 1 - x];

class Floor extends Figure {
  static title = "갈린 레이블과 손실의 바닥";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 0.5, 1, 1.5, 2],
      label: "예측 p",
      description: "예측에 따른 손실의 곡선과 그 바닥인 엔트로피의 수평선. 지금의 예측에서 곡선과 바닥 사이가 틈입니다.",
    });
    this.plane = plane;
    this.curve = plane.add("path", { class: "crossent-line crossent-p" });
    this.level = plane.add("path", { class: "crossent-line crossent-q crossent-dashed" });
    this.gap = plane.add("path", { class: "crossent-line crossent-gap" });
    this.touch = plane.spot("q");
    this.spot = plane.spot("p");
    this.name = plane.label("바닥 H(q)", 0.02, 0, "start");
    plane.label("손실 H(q,p)", 0.5, 1.8, "middle");
    this.sliders = {
      share: new Slider("비율 q", { min: 0.5, max: 1, step: 0.01 }, (share) => this.change({ share })),
      prediction: new Slider("예측 p", { min: 0, max: 1, step: 0.01 }, (prediction) => this.change({ prediction })),
    };
    drag(plane.svg, (right) => this.sliders.prediction.move(plane.valueAt(right)));
    const result = (label, kind) => new Result(label, { max: TOP, kind });
    this.results = [result("손실 H(q,p)", "p"), result("바닥 H(q)", "q"), result("틈 KL(q‖p)", "gap")];
    const { share, prediction } = this.sliders;
    return [
      plane.svg,
      make("div", { class: "crossent-results" }, share.row, prediction.row, ...this.results.map((one) => one.row)),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, share, prediction } = this;
    const [q, p] = [both(share), both(prediction)];
    const [loss, floor, gap] = [crossEntropy(q, p), entropy(q), klDivergence(q, p)];
    this.sliders.share.set(share);
    this.sliders.prediction.set(prediction);
    [loss, floor, gap].forEach((value, i) => this.results[i].set(value));
    place(this.curve, { d: plane.curve((x) => crossEntropy(q, both(x))) });
    place(this.level, { d: plane.path([[0, floor], [1, floor]]) });
    place(this.gap, { d: plane.upright(prediction, floor, Math.min(loss, TOP)) });
    // Where the curve does not pass: it is below the line nowhere.
    place(this.name, { y: plane.y(floor) + 15 - (floor < 0.2 ? 22 : 0) });
    this.touch(share, floor);
    this.spot(prediction, loss);
    this.expose({ share, prediction, loss, floor, gap });
  }

  sentence() {
    const [loss, floor, gap] = [this.dataset.loss, this.dataset.floor, this.dataset.gap].map(Number);
    return `손실 ${number(loss)}, 바닥 ${number(floor)}, 틈 ${number(gap)}`;
  }
}

customElements.define("crossent-floor", Floor);
