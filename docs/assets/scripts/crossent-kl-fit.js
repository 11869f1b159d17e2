// One bump to lay over a target with two, and the KL divergence in both directions.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { klDivergence } from "./crossent.js";

// The page's own: np.linspace(-8, 8, 200), two bumps of weights 0.6 and 0.4.
const X = Array.from({ length: 200 }, (_, i) => i * (16 / 199) - 8);
const TARGET = mix(bump(-2.5, 0.8), bump(2.5, 0.8));
const START = { mean: 0.5, width: 1.2 };
const TOP = 0.056; // above the highest bump that can be chosen

function bump(mean, width) {
  const heights = X.map((x) => Math.exp(-(((x - mean) / width) ** 2) / 2));
  const total = heights.reduce((sum, height) => sum + height, 0);
  return heights.map((height) => height / total);
}

function mix(left, right) {
  return left.map((height, i) => 0.6 * height + 0.4 * right[i]);
}

class KlFit extends Figure {
  static title = "봉우리 하나로 두 봉우리 흉내 내기";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [-8, 8],
      y: [0, TOP],
      xticks: [-8, -4, 0, 4, 8],
      yticks: [],
      label: "x",
      description: "봉우리가 둘인 목표 분포 q와 그 위에 겹쳐 그린 봉우리 하나짜리 예측 분포 p",
    });
    plane.add("path", { class: "crossent-area", d: `${plane.path(X.map((x, i) => [x, TARGET[i]]))}V${plane.y(0)}H${plane.x(-8)}z` });
    this.plane = plane;
    this.curve = plane.add("path", { class: "crossent-line crossent-gap" });
    this.grips = ["mean", "width"].map(() => plane.add("circle", { class: "crossent-point crossent-gap", r: 6 }));
    this.sliders = {
      mean: new Slider("p의 평균", { min: -5, max: 5, step: 0.1 }, (mean) => this.change({ mean })),
      width: new Slider("p의 폭", { min: 0.6, max: 4, step: 0.1 }, (width) => this.change({ width })),
    };
    // The grip at the flank pulls the width; everywhere else the pointer pulls the bump.
    let held;
    const begin = ({ clientX, clientY }) => {
      const { left, top, width, height } = this.grips[1].getBoundingClientRect();
      const away = Math.hypot(clientX - left - width / 2, clientY - top - height / 2);
      held = away < 22 ? "width" : "mean"; // a fingertip's reach, in pixels
    };
    const move = (right) => {
      const x = plane.valueAt(right);
      this.sliders[held].move(held === "width" ? Math.abs(x - this.mean) : x);
    };
    drag(plane.svg, move, begin);
    this.forward = new Result("순방향 KL(q‖p)", { max: 4, kind: "q" });
    this.reverse = new Result("역방향 KL(p‖q)", { max: 4, kind: "p" });
    const { mean, width } = this.sliders;
    return [
      plane.svg,
      make("p", { class: "crossent-note crossent-legend" }, "회색: 목표 q · 선: 예측 p · 점: 잡아 끄는 곳"),
      make("div", { class: "crossent-results" }, mean.row, width.row, this.forward.row, this.reverse.row),
      make(
        "div",
        { class: "crossent-buttons" },
        button("순방향이 고른 봉우리", () => this.change({ mean: -0.5, width: 2.6 })),
        button("역방향이 고른 봉우리", () => this.change({ mean: -2.5, width: 0.8 })),
        button("처음대로", () => this.change(START)),
      ),
    ];
  }

  update() {
    const { plane, mean, width } = this;
    const p = bump(mean, width);
    const [forward, reverse] = [klDivergence(TARGET, p), klDivergence(p, TARGET)];
    this.sliders.mean.set(mean);
    this.sliders.width.set(width);
    this.forward.set(forward);
    this.reverse.set(reverse);
    place(this.curve, { d: plane.path(X.map((x, i) => [x, p[i]])) });
    const total = X.reduce((sum, x) => sum + Math.exp(-(((x - mean) / width) ** 2) / 2), 0);
    const side = mean + width > 8 ? mean - width : mean + width;
    place(this.grips[0], { cx: plane.x(mean), cy: plane.y(1 / total) });
    place(this.grips[1], { cx: plane.x(side), cy: plane.y(Math.exp(-1 / 2) / total) });
    this.expose({ mean, width, forward, reverse });
  }

  sentence() {
    const [forward, reverse] = [Number(this.dataset.forward), Number(this.dataset.reverse)];
    return `순방향 KL ${number(forward)}, 역방향 KL ${number(reverse)}`;
  }
}

customElements.define("crossent-kl-fit", KlFit);
