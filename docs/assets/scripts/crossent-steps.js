// Learning one press at a time: the scores move by q − p, and the gap closes.

import { button, group, make, number, Result } from "./figure.js";
import { Loss, NAMES, Q, START } from "./crossent-loss.js";
import { softmax } from "./crossent.js";

class Steps extends Loss {
  static title = "한 걸음씩 닫히는 틈";

  controls() {
    this.steps ??= 0;
    this.pushes = NAMES.map((name) => new Result(name, { min: -1, max: 1, kind: "z", digits: 3 }));
    this.count = make("p", { class: "crossent-note" });
    return group("다음 걸음 q − p", ...this.pushes.map((push) => push.row), this.count);
  }

  buttons() {
    return [
      button("한 걸음", () => this.walk(1)),
      button("열 걸음", () => this.walk(10)),
      button("처음대로", () => this.change({ z: START, steps: 0 })),
    ];
  }

  walk(steps) {
    let { z } = this;
    for (let i = 0; i < steps; i++) {
      const p = softmax(z);
      z = z.map((score, k) => score + Q[k] - p[k]);
    }
    this.change({ z, steps: this.steps + steps });
  }

  update() {
    super.update();
    const p = softmax(this.z);
    this.pushes.forEach((push, i) => push.set(Q[i] - p[i]));
    const scores = NAMES.map((name, i) => `${name} ${number(this.z[i], 2)}`).join(", ");
    this.count.textContent = `${this.steps}걸음 뒤의 점수: ${scores}`;
    this.expose({ steps: this.steps });
  }

  sentence() {
    return `${this.steps}걸음. ${super.sentence()}`;
  }
}

customElements.define("crossent-steps", Steps);
