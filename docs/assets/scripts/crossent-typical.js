// Many sequences of tosses: the more tosses, the closer the mean surprise of each comes to the entropy.

import { button, Figure, make, number, place, Result, Slider } from "./figure.js";
import { Plane } from "./plane.js";
import { entropy } from "./crossent.js";

const START = { heads: 0.9, digits: 1, seed: 0 }; // the page's coin, tossed 10 times
const SEQUENCES = 300;
const MOST = 1000; // tosses
const NEAR = 0.05; // nats

// Random numbers from 0 to 1 that a seed repeats: Tommy Ettinger's mulberry32.
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Typical extends Figure {
  static title = "던진 횟수와 평균 놀라움";

  build() {
    Object.assign(this, START);
    this.draw();
    const plane = new Plane({
      x: [0, 2.5],
      y: [0, 1],
      xticks: [0, 0.5, 1, 1.5, 2, 2.5],
      yticks: [],
      label: "던질 때마다 놀란 정도의 평균(내트)",
      description: "300벌의 평균 놀라움을 나타낸 점과 엔트로피를 나타낸 세로선. 많이 던질수록 점이 세로선으로 모입니다.",
    });
    this.plane = plane;
    this.dots = plane.add("path", { class: "crossent-dots crossent-p" });
    this.line = plane.add("path", { class: "crossent-line crossent-q" });
    this.name = plane.label("엔트로피", 0, 0.93);
    const tosses = { min: 0, max: 3, step: 0.1, show: (digits) => `${Math.round(10 ** digits)}번` };
    this.sliders = {
      heads: new Slider("앞면의 확률", { min: 0.5, max: 0.99, step: 0.01 }, (heads) => this.change({ heads })),
      digits: new Slider("던진 횟수", tosses, (digits) => this.change({ digits })),
    };
    this.floor = new Result("엔트로피", { max: 2.5, kind: "q" });
    this.mean = new Result("점의 평균", { max: 2.5, kind: "p" });
    this.near = new Result("모인 점의 몫", { kind: "gap" });
    return [
      plane.svg,
      make("p", { class: "crossent-note crossent-legend" }, `점 하나: 동전 한 벌 · 모인 점: 엔트로피에서 ${NEAR} 이내`),
      make(
        "div",
        { class: "crossent-results" },
        ...[this.sliders.heads, this.sliders.digits, this.floor, this.mean, this.near].map((one) => one.row),
      ),
      make(
        "div",
        { class: "crossent-buttons" },
        button("새로 던지기", () => this.again(this.seed + 1)),
        button("처음대로", () => this.again(START.seed, START)),
      ),
    ];
  }

  again(seed, state = {}) {
    this.seed = seed;
    this.draw();
    this.change(state);
  }

  // A toss is heads where its number is below the chance of heads; each sequence has a height of its own at which it is drawn.
  draw() {
    const next = random(this.seed);
    this.tosses = Array.from({ length: SEQUENCES }, () => Float64Array.from({ length: MOST }, next));
    this.heights = this.tosses.map(() => 0.03 + 0.82 * next());
  }

  update() {
    const { plane, heads, digits, seed } = this;
    const count = Math.round(10 ** digits);
    const floor = entropy([heads, 1 - heads]);
    const surprises = this.tosses.map((sequence) => {
      const up = sequence.subarray(0, count).reduce((total, toss) => total + (toss < heads), 0) / count;
      return -up * Math.log(heads) - (1 - up) * Math.log(1 - heads);
    });
    const mean = surprises.reduce((total, x) => total + x, 0) / SEQUENCES;
    const spread = Math.sqrt(surprises.reduce((total, x) => total + (x - mean) ** 2, 0) / SEQUENCES);
    const near = surprises.filter((x) => Math.abs(x - floor) <= NEAR).length / SEQUENCES;
    this.sliders.heads.set(heads);
    this.sliders.digits.set(digits);
    this.floor.set(floor);
    this.mean.set(mean);
    this.near.set(near);
    const shown = (x) => plane.x(Math.min(x, plane.to)).toFixed(2);
    place(this.dots, { d: surprises.map((x, i) => `M${shown(x)} ${plane.y(this.heights[i]).toFixed(2)}h0`).join("") });
    place(this.line, { d: plane.upright(floor) });
    place(this.name, { x: plane.x(floor) + 5 });
    this.expose({ heads, count, seed, floor, mean, spread, near });
  }

  sentence() {
    const { count, floor, near } = this.dataset;
    return `${count}번 던졌을 때 엔트로피 ${number(Number(floor))}, 모인 점의 몫 ${number(Number(near))}`;
  }
}

customElements.define("crossent-typical", Typical);
