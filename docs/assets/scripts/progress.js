// Which lessons were read: kept in this browser, shown in the navigation and on the home page, sent nowhere.

const KEY = "lessons-read";

function read() {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Set(); // storage is blocked, or somebody else's
  }
}

function keep(pages) {
  try {
    localStorage.setItem(KEY, JSON.stringify([...pages]));
  } catch {
    // The marks last until the page is left.
  }
}

const lessons = () => [...document.querySelectorAll("a[data-lesson]")];

function show(pages) {
  for (const link of lessons()) link.classList.toggle("lesson-read", pages.has(link.pathname));
  const line = document.querySelector(".reading-progress");
  if (!line) return;
  for (const link of document.querySelectorAll("article td a"))
    link.closest("tr").classList.toggle("lesson-read", pages.has(link.pathname));
  const done = lessons().filter((link) => pages.has(link.pathname));
  if (!done.length) return;
  const next = lessons().find((link) => !pages.has(link.pathname));
  const forget = document.createElement("button");
  forget.type = "button";
  forget.textContent = "읽은 표시 지우기";
  forget.addEventListener("click", () => {
    keep([]);
    show(new Set());
    line.textContent = "읽은 표시를 지웠습니다.";
  });
  line.replaceChildren(`레슨 ${lessons().length}개 가운데 ${done.length}개를 읽었습니다. `);
  if (next) {
    const link = document.createElement("a");
    link.href = next.href;
    link.textContent = next.textContent.trim();
    line.append("이어서 읽기: ", link, " · ");
  }
  line.append(forget);
}

// A lesson is read when its last section comes into view.
let watching;

function begin() {
  watching?.disconnect();
  const pages = read();
  show(pages);
  const end = document.querySelector(".lesson-number") && document.getElementById("next");
  if (!end) return;
  watching = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    watching.disconnect();
    const now = read().add(location.pathname);
    keep(now);
    show(now);
  });
  watching.observe(end);
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(begin);
else begin();
