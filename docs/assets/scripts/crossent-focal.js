// The focal loss beside the cross entropy, and how much a thousand easy samples count against a hard one.

import { button, drag, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";

const START = { gamma: 2, chance: 0.1 }; // the page's object
const EASY = { count: 1000, chance: 0.99 }; // the page's background
const HARD = 0.1;
const TOP = 4; // nats
const cross = (p) => -Math.log(p) + 0;
const focal = (p, gamma) => (1 - p) ** gamma * cross(p);

class Focal extends Figure {
  static title = "포컬 손실과 쉬운 사례의 몫";

  build() {
    Object.assign(this, START);
    const plane = new Plane({
      x: [0, 1],
      y: [0, TOP],
      xticks: [0, 0.25, 0.5, 0.75, 1],
      yticks: [0, 1, 2, 3, 4],
      label: "정답에 준 확률",
      description: "정답에 준 확률에 따른 크로스 엔트로피의 곡선과 그보다 낮은 포컬 손실의 곡선, 지금의 확률에 놓인 두 점",
    });
    this.plane = plane;
    plane.add("path", { class: "crossent-line crossent-q crossent-dashed", d: plane.curve(cross) });
    this.curve = plane.add("path", { class: "crossent-line crossent-p" });
    this.ruler = plane.add("path", { class: "crossent-ruler" });
    plane.label("크로스 엔트로피(γ = 0)", 0.3, 1.35);
    plane.label("포컬 손실", 0.02, 0.12);
    this.spots = [plane.spot("q"), plane.spot("p")];
    this.sliders = {
      gamma: new Slider("지수 γ", { min: 0, max: 5, step: 0.1, digits: 1 }, (gamma) => this.change({ gamma })),
      chance: new Slider("확률", { min: 0, max: 1, step: 0.01 }, (chance) => this.change({ chance })),
    };
    drag(plane.svg, (right) => this.sliders.chance.move(plane.valueAt(right)));
    this.cross = new Result("크로스 엔트로피", { max: TOP, kind: "q" });
    this.focal = new Result("포컬 손실", { max: TOP, kind: "p" });
    this.share = new Result("배경의 몫", { kind: "gap" });
    return [
      plane.svg,
      make(
        "div",
        { class: "crossent-results" },
        ...[this.sliders.gamma, this.sliders.chance, this.cross, this.focal, this.share].map((one) => one.row),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { plane, gamma, chance } = this;
    const [plain, loss] = [cross(chance), focal(chance, gamma)];
    const easy = EASY.count * focal(EASY.chance, gamma);
    const share = easy / (easy + focal(HARD, gamma));
    this.sliders.gamma.set(gamma);
    this.sliders.chance.set(chance);
    this.cross.set(plain);
    this.focal.set(loss);
    this.share.set(share);
    place(this.curve, { d: plane.curve((p) => focal(p, gamma)) });
    place(this.ruler, { d: plane.upright(chance) });
    this.spots[0](chance, plain);
    this.spots[1](chance, loss);
    this.expose({ gamma, chance, cross: plain, focal: loss, share });
  }

  sentence() {
    const [plain, loss, share] = [this.dataset.cross, this.dataset.focal, this.dataset.share].map(Number);
    return `크로스 엔트로피 ${number(plain)}, 포컬 손실 ${number(loss)}, 배경의 몫 ${number(share)}`;
  }
}

customElements.define("crossent-focal", Focal);
