// A die of which the mean is known: the distribution of the largest entropy that has it.

import { button, Figure, group, make, number, Result, Slider } from "./figure.js";
import { entropy, softmax } from "./crossent.js";

const FACES = [1, 2, 3, 4, 5, 6];
const START = 4.5; // Jaynes's, as on the page
const STEEPEST = 10; // beyond it, the mean is nearer to 1 or 6 than the slider goes

const meanOf = (p) => FACES.reduce((sum, face, i) => sum + face * p[i], 0);
const tilted = (slope) => softmax(FACES.map((face) => slope * face));

// The larger the slope, the larger the mean: halves the interval in which it lies until numbers are no finer.
function slopeOf(mean) {
  if (mean <= 1) return -Infinity;
  if (mean >= 6) return Infinity;
  let [low, high] = [-STEEPEST, STEEPEST];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (meanOf(tilted(middle)) < mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

class Dice extends Figure {
  static title = "평균을 아는 주사위의 최대 엔트로피 분포";

  build() {
    this.mean = START;
    this.slider = new Slider("눈의 평균", { min: 1, max: 6, step: 0.05 }, (mean) => this.change({ mean }));
    this.chances = FACES.map((face) => new Result(`눈 ${face}`, { kind: "p" }));
    this.slope = new Result("λ", { min: -3, max: 3, kind: "z" });
    this.spread = new Result("엔트로피", { max: 2, kind: "q" });
    this.most = new Result("균등분포", { max: 2, kind: "q" });
    this.most.set(Math.log(FACES.length));
    return [
      make("div", { class: "crossent-results" }, this.slider.row),
      make(
        "div",
        { class: "crossent-columns" },
        group("눈마다의 확률", ...this.chances.map((chance) => chance.row)),
        group("λ와 엔트로피", make("div", { class: "crossent-results" }, this.slope.row, this.most.row, this.spread.row)),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change({ mean: START }))),
    ];
  }

  update() {
    const { mean } = this;
    const slope = slopeOf(mean);
    const p = Number.isFinite(slope) ? tilted(slope) : FACES.map((face) => Number(face === mean));
    const spread = entropy(p);
    this.slider.set(mean);
    p.forEach((value, i) => this.chances[i].set(value));
    this.slope.set(slope);
    this.spread.set(spread);
    this.expose({ mean, slope, p, entropy: spread });
  }

  sentence() {
    const { slope, entropy: spread } = this.dataset;
    return `평균 ${number(this.mean, 2)}, λ ${number(Number(slope))}, 엔트로피 ${number(Number(spread))}`;
  }
}

customElements.define("crossent-dice", Dice);
