// The answers of the page under a penalty to pull: how far the best distribution leaves the reference for the reward.

import { button, Figure, group, make, number, Result, Slider } from "./figure.js";
import { klDivergence, logsumexp, softmax } from "./crossent.js";

const NAMES = ["친절", "간단", "장황", "무성의"];
const REWARDS = [1.15, 0.56, 0, -1.71];
const REFERENCE = [0.1, 0.2, 0.4, 0.3];
const START = { beta: 5 };

class Penalty extends Figure {
  static title = "벌점의 세기와 가장 좋은 분포";

  build() {
    Object.assign(this, START);
    this.slider = new Slider("벌점의 세기 β", { min: 0.1, max: 5, step: 0.1, digits: 1 }, (beta) => this.change({ beta }));
    this.chances = NAMES.map((name) => new Result(name, { kind: "p" }));
    this.reward = new Result("평균 보상", { min: -0.3, max: 1.2, kind: "q" });
    this.distance = new Result("KL 발산", { max: 2.4, kind: "gap" });
    this.goal = new Result("J(π)", { min: -0.3, max: 1.2, kind: "z" });
    return [
      make("div", { class: "crossent-results" }, this.slider.row),
      make(
        "div",
        { class: "crossent-columns" },
        group("가장 좋은 분포", ...this.chances.map((chance) => chance.row)),
        group(
          "얻은 것과 낸 것",
          make("div", { class: "crossent-results" }, ...[this.reward, this.distance, this.goal].map((one) => one.row)),
        ),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { beta } = this;
    const z = REFERENCE.map((chance, i) => Math.log(chance) + REWARDS[i] / beta);
    const p = softmax(z);
    const reward = p.reduce((total, chance, i) => total + chance * REWARDS[i], 0);
    const [distance, goal] = [klDivergence(p, REFERENCE), beta * logsumexp(z)];
    this.slider.set(beta);
    p.forEach((chance, i) => this.chances[i].set(chance));
    this.reward.set(reward);
    this.distance.set(distance);
    this.goal.set(goal);
    this.expose({ beta, p, reward, distance, goal });
  }

  sentence() {
    const p = NAMES.map((name, i) => `${name} ${this.chances[i].output.textContent}`).join(", ");
    return `${p}. 평균 보상 ${number(Number(this.dataset.reward))}, KL 발산 ${number(Number(this.dataset.distance))}`;
  }
}

customElements.define("crossent-penalty", Penalty);
