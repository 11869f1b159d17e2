// The logits of the page at a temperature to pull: the ranking stays, the confidence does not.

import { button, Choices, Figure, group, make, number, Result, Slider } from "./figure.js";
import { entropy, softmax, softmaxCrossEntropy } from "./crossent.js";

const NAMES = ["개", "늑대", "고양이", "자동차"];
const LOGITS = [7, 4, 3, -2];
const START = { temperature: 1, label: 0 };

class Temperature extends Figure {
  static title = "온도와 확신";

  build() {
    Object.assign(this, START);
    this.slider = new Slider("온도 T", { min: 0.1, max: 20, step: 0.1, digits: 1 }, (temperature) => this.change({ temperature }));
    this.chances = NAMES.map((name) => new Result(name, { kind: "p", digits: 3 }));
    this.labels = new Choices(NAMES, (label) => this.change({ label }));
    this.spread = new Result("엔트로피", { max: 1.6, kind: "q" });
    this.loss = new Result("정답의 손실", { max: 8, kind: "gap" });
    return [
      make("div", { class: "crossent-results" }, this.slider.row),
      make(
        "div",
        { class: "crossent-columns" },
        group("확률 softmax(z/T)", ...this.chances.map((chance) => chance.row)),
        group("정답", this.labels.row, make("div", { class: "crossent-results" }, this.spread.row, this.loss.row)),
      ),
      make("div", { class: "crossent-buttons" }, button("처음대로", () => this.change(START))),
    ];
  }

  update() {
    const { temperature, label } = this;
    const z = LOGITS.map((logit) => logit / temperature);
    const [p, loss] = [softmax(z), softmaxCrossEntropy(label, z)];
    const spread = entropy(p);
    this.slider.set(temperature);
    this.labels.set(label);
    p.forEach((value, i) => this.chances[i].set(value));
    this.spread.set(spread);
    this.loss.set(loss);
    this.expose({ temperature, label, p, entropy: spread, loss });
  }

  sentence() {
    const p = NAMES.map((name, i) => `${name} ${this.chances[i].output.textContent}`).join(", ");
    return `${p}. 엔트로피 ${this.spread.output.textContent}, 정답 ${NAMES[this.label]}의 손실 ${number(Number(this.dataset.loss))}`;
  }
}

customElements.define("crossent-temperature", Temperature);
