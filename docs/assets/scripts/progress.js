// What was read, the lessons and the story before them: kept in this browser, shown in the navigation and on the home page, sent
// nowhere.

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
  const links = [...document.querySelectorAll(".md-nav--primary a.md-nav__link")];
  for (const link of links) link.classList.toggle("lesson-read", pages.has(link.pathname));
  // On a phone the page itself has a label in the place of its link.
  document.querySelector(".md-nav__link[for=__toc]")?.classList.toggle("lesson-read", pages.has(location.pathname));
  const line = document.querySelector(".reading-progress");
  if (!line) return;
  for (const link of document.querySelectorAll("article td a"))
    link.closest("tr").classList.toggle("lesson-read", pages.has(link.pathname));
  const done = lessons().filter((link) => pages.has(link.pathname));
  const story = links.find((link) => pages.has(link.pathname) && !link.dataset.lesson);
  if (!done.length && !story) return;
  // Behind the last that was read, since who has left out what comes before knew it; nor does a reader of one need to prepare.
  const all = lessons();
  const isNew = (link) => !pages.has(link.pathname) && link.dataset.lesson > 0;
  const next = all.slice(all.lastIndexOf(done.at(-1)) + 1).find(isNew) ?? all.find(isNew);
  const forget = document.createElement("button");
  forget.type = "button";
  forget.textContent = "읽은 표시 지우기";
  forget.addEventListener("click", () => {
    keep([]);
    show(new Set());
    line.textContent = "읽은 표시를 지웠습니다.";
  });
  const known = done.length
    ? `레슨 ${lessons().length}개 가운데 ${done.length}개를 읽었습니다. `
    : `읽은 글: ${story.textContent.trim()} · `;
  line.replaceChildren(known);
  if (next) {
    const link = document.createElement("a");
    link.href = next.href;
    link.textContent = next.textContent.trim();
    line.append("이어서 읽기: ", link, " · ");
  }
  line.append(forget);
}

// It is read when its last section comes into view.
let watching;

function begin() {
  watching?.disconnect();
  const pages = read();
  show(pages);
  const end = document.querySelector("article h2#next");
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
