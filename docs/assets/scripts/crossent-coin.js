// The likelihood of ten tosses and their average negative log-likelihood: the peak of one is the valley of the other.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { crossEntropy, entropy } from "./crossent.js";

const TOSSES = 10;
const START = { heads: 7, theta: 0.5 }; // the page's tosses and its first candidate
const TOP = 2.5; // nats
const both = (x) => [x, 1 - x];

class Coin extends Figure {
  static title = "앞면의 확률과 가능도";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 0.5, 1, 1.5, 2, 2.5],
      label: "앞면의 확률 θ",
      description: "앞면의 확률에 따른 NLL의 골짜기와, 가장 큰 값을 1로 본 가능도의 봉우리. 둘은 상대도수에서 만납니다.",
    });
    this.plane = plane;
    this.ruler = plane.add("path", { class: "crossent-ruler" });
    this.loss = plane.add("path", { class: "crossent-line crossent-p" });
    this.peak = plane.add("path", { class: "crossent-line crossent-gap crossent-dashed" });
    this.names = [plane.label("NLL", 0, 0), plane.label("가능도", 0, 0.3)];
    this.spots = [plane.spot("p"), plane.spot("gap")];
    this.sliders = {
      heads: new Slider("앞면의 수", { min: 0, max: TOSSES, step: 1, show: (heads) => `${heads}번` }, (heads) => this.change({ heads })),
      theta: new Slider("확률 θ", { min: 0, max: 1, step: 0.01 }, (theta) => this.change({ theta })),
    };
    drag(plane.svg, (right) => this.sliders.theta.move(plane.valueAt(right)));
    this.likelihood = new Result("가능도", { kind: "gap", digits: 6 });
    this.nll = new Result("NLL", { max: TOP, kind: "p" });
    this.floor = new Result("바닥 H(q̂)", { max: TOP, kind: "q" });
    const rows = [this.sliders.heads, this.sliders.theta, this.likelihood, this.nll, this.floor].map((one) => one.row);
    return [
      plane.svg,
      make("p", { class: "crossent-note crossent-legend" }, "가능도의 곡선은 가장 큰 값을 1로 그렸습니다."),
      make("div", { class: "crossent-results" }, ...rows),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, heads, theta } = this;
    const share = both(heads / TOSSES);
    const floor = entropy(share);
    const nll = (x) => crossEntropy(share, both(x));
    const likelihood = (x) => x ** heads * (1 - x) ** (TOSSES - heads);
    const best = likelihood(share[0]);
    this.sliders.heads.set(heads);
    this.sliders.theta.set(theta);
    this.likelihood.bar.max = best;
    this.likelihood.set(likelihood(theta));
    this.nll.set(nll(theta));
    this.floor.set(floor);
    place(this.ruler, { d: plane.upright(share[0]) });
    place(this.loss, { d: plane.curve(nll) });
    place(this.peak, { d: plane.curve((x) => likelihood(x) / best) });
    // Beside the curves, on the side that has more room.
    const left = share[0] > 0.5;
    const at = (text, x, y) => place(text, { x: plane.x(left ? x : 1 - x), y: plane.y(y), "text-anchor": left ? "start" : "end" });
    at(this.names[0], 0.3, 2);
    at(this.names[1], 0.02, 0.1);
    this.spots[0](theta, nll(theta));
    this.spots[1](theta, likelihood(theta) / best);
    this.expose({ heads, theta, likelihood: likelihood(theta), nll: nll(theta), floor });
  }

  sentence() {
    const { likelihood, nll } = this.dataset;
    return `앞면 ${this.heads}번, 확률 ${number(this.theta, 2)}. 가능도 ${number(Number(likelihood), 6)}, NLL ${number(Number(nll))}`;
  }
}

customElements.define("crossent-coin", Coin);
