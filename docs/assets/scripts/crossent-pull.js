// A photo's direction to turn among four captions: how the loss and the chances follow, and what the temperature makes of them.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { softmax, softmaxCrossEntropy } from "./crossent.js";

const CAPTIONS = [40, 95, 150, 250]; // the page's directions in degrees; the first is the photo's own
const START = { direction: 70, tau: 0.2 };
const TOP = 6; // nats
const cosine = (degrees) => Math.cos((degrees * Math.PI) / 180);
const logits = (direction, tau) => CAPTIONS.map((caption) => cosine(direction - caption) / tau);

class Pull extends Figure {
  static title = "사진의 방향과 대조 손실";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 360],
      y: [0, TOP],
      xticks: [0, 90, 180, 270, 360],
      yticks: [0, 2, 4, 6],
      label: "사진의 방향(도)",
      description: "사진의 방향에 따른 손실의 곡선과, 네 설명의 방향에 세운 세로선, 지금의 방향에 놓인 점",
    });
    this.plane = plane;
    CAPTIONS.forEach((caption, i) => {
      plane.add("path", { class: i ? "crossent-grid" : "crossent-line crossent-q crossent-dashed", d: plane.upright(caption) });
      plane.label(i ? "음성" : "짝", caption + 4, 5.5);
    });
    this.curve = plane.add("path", { class: "crossent-line crossent-p" });
    this.spot = plane.spot("p");
    this.sliders = {
      tau: new Slider("온도 τ", { min: 0.05, max: 2, step: 0.05 }, (tau) => this.change({ tau })),
      direction: new Slider("방향(도)", { min: 0, max: 360, step: 1, digits: 0 }, (direction) => this.change({ direction })),
    };
    drag(plane.svg, (right) => this.sliders.direction.move(plane.valueAt(right)));
    this.own = new Result("짝의 확률", { kind: "q" });
    this.rival = new Result("옆 음성의 확률", { kind: "gap" });
    this.loss = new Result("손실", { max: TOP, kind: "p" });
    const { tau, direction } = this.sliders;
    return [
      plane.svg,
      make("div", { class: "crossent-results" }, ...[tau, direction, this.own, this.rival, this.loss].map((one) => one.row)),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, direction, tau } = this;
    const z = logits(direction, tau);
    const [p, loss] = [softmax(z), softmaxCrossEntropy(0, z)];
    this.sliders.tau.set(tau);
    this.sliders.direction.set(direction);
    this.own.set(p[0]);
    this.rival.set(p[1]);
    this.loss.set(loss);
    place(this.curve, { d: plane.curve((degrees) => softmaxCrossEntropy(0, logits(degrees, tau))) });
    this.spot(direction, loss);
    this.expose({ direction, tau, p, loss });
  }

  sentence() {
    return `짝의 확률 ${this.own.output.textContent}, 옆 음성의 확률 ${this.rival.output.textContent}, 손실 ${number(Number(this.dataset.loss))}`;
  }
}

customElements.define("crossent-pull", Pull);
