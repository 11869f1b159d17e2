// Two bumps of scores, a threshold to pull between them, and how rare the positives are.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";

const START = { threshold: 3.09, share: 0.01 }; // where the page's model says 0.5
const MEAN = 2.5; // of the positives; both bumps are as wide as 1
const [LEFT, RIGHT, TOP] = [-4, 7, 0.45];
const density = (x) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

// The area under the bump above t, by Simpson's rule as far as there is any.
function above(t) {
  if (t < 0) return 1 - above(-t);
  const [count, width] = [1000, 9];
  const terms = Array.from({ length: count + 1 }, (_, i) => {
    const weight = i === 0 || i === count ? 1 : i % 2 ? 4 : 2;
    return weight * density(t + (i / count) * width);
  });
  return (terms.reduce((total, term) => total + term, 0) * width) / count / 3;
}

class Threshold extends Figure {
  static title = "문턱값과 재현율, 정밀도, 정확도";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [LEFT, RIGHT],
      y: [0, TOP],
      xticks: [-4, -2, 0, 2, 4, 6],
      yticks: [0, 0.2, 0.4],
      label: "평소와 다른 정도",
      description: "정상과 사기의 두 언덕과, 그 사이에 세운 문턱값의 세로선. 선의 오른쪽에 있는 것을 의심합니다.",
    });
    this.plane = plane;
    this.caught = plane.add("path", { class: "crossent-piece crossent-q" });
    this.mistaken = plane.add("path", { class: "crossent-piece crossent-p" });
    plane.add("path", { class: "crossent-line crossent-p crossent-dashed", d: plane.curve(density) });
    plane.add("path", { class: "crossent-line crossent-q", d: plane.curve((x) => density(x - MEAN)) });
    plane.label("정상", -1.1, 0.32, "end");
    plane.label("사기", 3.7, 0.32);
    this.ruler = plane.add("path", { class: "crossent-ruler" });
    this.sliders = {
      threshold: new Slider("문턱값", { min: LEFT, max: RIGHT, step: 0.01 }, (threshold) => this.change({ threshold })),
      share: new Slider("사기의 비율", { min: 0.01, max: 0.5, step: 0.01 }, (share) => this.change({ share })),
    };
    drag(plane.svg, (right) => this.sliders.threshold.move(plane.valueAt(right)));
    this.recall = new Result("재현율", { kind: "q" });
    this.falsePositives = new Result("거짓 양성률", { kind: "p" });
    this.precision = new Result("정밀도", { kind: "gap" });
    this.accuracy = new Result("정확도", { kind: "z" });
    const { threshold, share } = this.sliders;
    return [
      plane.svg,
      make(
        "div",
        { class: "crossent-results" },
        ...[threshold, share, this.recall, this.falsePositives, this.precision, this.accuracy].map((one) => one.row),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, threshold, share } = this;
    const [recall, falsePositives] = [above(threshold - MEAN), above(threshold)];
    const [caught, mistaken] = [share * recall, (1 - share) * falsePositives];
    const [precision, accuracy] = [caught / (caught + mistaken), caught + (1 - share) * (1 - falsePositives)];
    this.sliders.threshold.set(threshold);
    this.sliders.share.set(share);
    this.recall.set(recall);
    this.falsePositives.set(falsePositives);
    this.precision.set(precision);
    this.accuracy.set(accuracy);
    const steps = Array.from({ length: 101 }, (_, i) => threshold + (i / 100) * (RIGHT - threshold));
    const area = (mean) => [[threshold, 0], ...steps.map((x) => [x, density(x - mean)]), [RIGHT, 0]];
    place(this.caught, { d: plane.path(area(MEAN)) });
    place(this.mistaken, { d: plane.path(area(0)) });
    place(this.ruler, { d: plane.upright(threshold) });
    this.expose({ threshold, share, recall, falsePositives, precision, accuracy });
  }

  sentence() {
    const { recall, precision, accuracy } = this.dataset;
    return `재현율 ${number(Number(recall))}, 정밀도 ${number(Number(precision))}, 정확도 ${number(Number(accuracy))}`;
  }
}

customElements.define("crossent-threshold", Threshold);
