// "실행" under every example that can run in the browser. Nothing of Pyodide is fetched before a reader agrees to it.
const SIZE = "약 9 MB";
const AGREED = "playground-agreed";

let worker; // one for all pages; ended by "멈추기"
let running; // the example that runs now

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

class Example {
  constructor(box, task, settings) {
    this.box = box;
    this.task = task;
    this.settings = settings;
    this.code = box.querySelector("pre > code");
    this.original = this.code.textContent;
    const button = (label, action, more = {}) =>
      element("button", { type: "button", class: "playground-button", onclick: action, ...more }, label);
    this.start = button("실행", () => this.run());
    this.stop = button("멈추기", () => this.halt(), { hidden: "" });
    this.reset = button("처음대로", () => this.restore(), { hidden: "" });
    this.status = element("span", { class: "playground-status", role: "status" });
    this.question = element("div", { class: "playground-question", hidden: "" });
    this.bar = element("div", { class: "playground-bar" }, this.start, this.stop, this.reset, this.status);
    this.result = element("div", { class: "playground-result", hidden: "" });
    box.classList.remove("playground-room"); // the bar takes it
    box.append(this.bar, this.question);
    // Below the recording: both can be seen at once.
    const below = box.nextElementSibling;
    (below?.matches(".drift-output") ? below : box).after(this.result);
  }

  // The code becomes a text field: Tab leaves it as it leaves any other, Ctrl+Enter runs it.
  edit() {
    if (this.field) return;
    const shown = this.code.parentElement; // the title above it stays
    this.field = element("textarea", {
      class: "playground-code",
      "aria-label": "예제 코드. Ctrl+Enter로 실행합니다.",
      autocapitalize: "off",
      autocomplete: "off",
      spellcheck: "false",
      wrap: "off",
      onkeydown: (event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          this.run();
        }
      },
      oninput: () => this.fit(),
    });
    this.field.value = this.original.replace(/\n$/, "");
    shown.hidden = true;
    shown.after(this.field);
    this.fit();
  }

  fit() {
    this.field.rows = this.field.value.split("\n").length;
    this.reset.hidden = this.field.value === this.original.replace(/\n$/, "");
  }

  restore() {
    this.field.value = this.original.replace(/\n$/, "");
    this.fit();
    this.field.focus();
  }

  run() {
    if (running) return;
    if (!sessionStorage.getItem(AGREED)) {
      this.ask();
      return;
    }
    this.edit();
    running = this;
    this.start.disabled = true;
    this.stop.hidden = false;
    this.say(worker ? "실행하는 중입니다." : "Python을 준비하는 중입니다.");
    this.result.hidden = false;
    this.output = element("code");
    const heading = element("p", { class: "playground-heading" }, "실행한 출력");
    this.result.replaceChildren(heading, element("pre", { tabindex: "0" }, this.output));
    worker ??= new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => this.receive(data);
    worker.onerror = (event) => this.receive({ kind: "failed", message: event.message ?? "" });
    const { base, wheel } = this.settings;
    worker.postMessage({ base, wheel, code: this.field.value + "\n", task: this.task });
  }

  // Whoever pays for each megabyte is asked first, once in a visit.
  ask() {
    const { host } = new URL(this.settings.base);
    const yes = element("button", { type: "button", class: "playground-button" }, "내려받고 실행");
    const no = element("button", { type: "button", class: "playground-button" }, "그만두기");
    const close = () => {
      this.question.hidden = true;
      this.start.hidden = false;
    };
    yes.addEventListener("click", () => {
      sessionStorage.setItem(AGREED, "yes");
      close();
      this.run();
    });
    no.addEventListener("click", () => {
      close();
      this.start.focus();
    });
    const text = `브라우저에서 Python을 실행하려면 Pyodide와 NumPy ${SIZE}를 ${host}에서 내려받아야 합니다. 한 번만 받으면 됩니다.`;
    this.question.replaceChildren(element("p", {}, text), yes, no);
    this.question.hidden = false;
    this.start.hidden = true;
    yes.focus();
  }

  receive(message) {
    if (message.kind === "ready") this.say("실행하는 중입니다.");
    else if (message.kind === "printed") this.output.append(message.text);
    else if (message.kind === "done") this.finish(message);
    else {
      this.end();
      worker.terminate();
      worker = undefined; // the next run loads it anew
      this.say("Python을 불러오지 못했습니다. 인터넷 연결을 확인하고 다시 실행하십시오.");
      this.output.textContent = message.message;
    }
  }

  finish({ printed, error, same, diff }) {
    this.end();
    this.output.textContent = printed + error;
    if (error) {
      this.say("오류로 끝났습니다.");
      return;
    }
    if (!printed) this.result.hidden = true;
    this.say(same ? "기록된 출력과 같습니다." : "기록된 출력과 다릅니다.");
    if (same) return;
    const lines = diff.map((line) => {
      const kind = { "+": "ins", "-": "del" }[line[0]] ?? "span";
      return element(kind, {}, line, "\n");
    });
    const title = element("p", { class: "playground-heading" }, "기록된 출력(−)과 실행한 출력(+)의 차이");
    this.result.append(title, element("pre", { class: "playground-diff", tabindex: "0" }, element("code", {}, ...lines)));
  }

  halt() {
    worker?.terminate();
    worker = undefined;
    this.end();
    this.say("멈췄습니다.");
  }

  end() {
    running = undefined;
    this.start.disabled = false;
    this.stop.hidden = true;
  }

  say(text) {
    this.status.textContent = text;
  }
}

function setup() {
  running?.halt(); // the page that it belonged to is gone
  const data = document.querySelector(".playground-data");
  if (!data) return;
  const { examples, ...settings } = JSON.parse(data.dataset.playground);
  // A site that serves Pyodide by itself names a folder of its own.
  settings.base = new URL(settings.base, new URL("../../", import.meta.url)).href;
  for (const [number, task] of Object.entries(examples)) {
    const box = document.querySelector(`.drift-example[data-drift="${number}"]`);
    if (box && !box.querySelector(".playground-bar")) new Example(box, task, settings);
  }
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(setup);
else setup();
