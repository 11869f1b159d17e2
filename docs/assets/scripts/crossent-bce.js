// The two curves of the binary cross entropy, and a prediction to pull along them.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { binaryCrossEntropy } from "./crossent.js";

const START = 0.7;
const TOP = 5; // nats

class BinaryCrossEntropy extends Figure {
  static title = "예측 확률과 이진 크로스 엔트로피";

  build() {
    this.prediction = START;
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 1, 2, 3, 4, 5],
      label: "예측 확률 ŷ",
      description: "예측 확률에 따른 손실의 두 곡선과, 지금의 예측에서 두 곡선 위에 놓인 점",
    });
    const curve = (label) => plane.curve((x) => binaryCrossEntropy(label, x));
    plane.add("path", { class: "crossent-line crossent-q", d: curve(1) });
    plane.add("path", { class: "crossent-line crossent-p crossent-dashed", d: curve(0) });
    this.plane = plane;
    this.ruler = plane.add("path", { class: "crossent-ruler" });
    plane.label("정답이 ‘예’", 0.06, 4.1);
    plane.label("정답이 ‘아니요’", 0.94, 4.1, "end");
    this.spots = [plane.spot("q"), plane.spot("p")];
    this.slider = new Slider("예측 ŷ", { min: 0, max: 1, step: 0.01 }, (prediction) => this.change({ prediction }));
    drag(plane.svg, (right) => this.slider.move(plane.valueAt(right)));
    this.yes = new Result("정답이 ‘예’", { max: TOP, kind: "q" });
    this.no = new Result("정답이 ‘아니요’", { max: TOP, kind: "p" });
    return [
      plane.svg,
      make("div", { class: "crossent-results" }, this.slider.row, this.yes.row, this.no.row),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change({ prediction: START }))),
    ];
  }

  update() {
    const { plane, prediction } = this;
    const [yes, no] = [binaryCrossEntropy(1, prediction), binaryCrossEntropy(0, prediction)];
    this.slider.set(prediction);
    this.yes.set(yes);
    this.no.set(no);
    place(this.ruler, { d: plane.upright(prediction) });
    [yes, no].forEach((loss, i) => this.spots[i](prediction, loss));
    this.expose({ prediction, yes, no });
  }

  sentence() {
    const [yes, no] = [Number(this.dataset.yes), Number(this.dataset.no)];
    return `정답이 예이면 손실 ${number(yes)}, 아니요이면 손실 ${number(no)}`;
  }
}

customElements.define("crossent-bce", BinaryCrossEntropy);
