// What a page needs of a script for its readers, beside the theme's own.

// What scrolls inside itself can be reached and scrolled with the keyboard: a formula, a table, code, a figure wider than the screen.
const SCROLLS = "div.arithmatex, .katex-display, .md-typeset__scrollwrap, pre > code, .drift-figure";
const sizes = new ResizeObserver(entries => {
  // A formula away from the screen has no size; when it gets one, the box around it keeps its own.
  for (const { target } of entries)
    for (const box of [target, target.parentElement]) if (box?.matches(SCROLLS)) waiting.add(box);
  whenIdle(measure);
});

// What is away from the screen has to be laid out to be measured: when the browser has nothing else to do, a little at a time, so
// that a slow phone answers in between.
const SLICE = 8; // milliseconds
const waiting = new Set();
const whenIdle = globalThis.requestIdleCallback ?? (work => setTimeout(work, 100, { timeRemaining: () => 0 }));

function measure(deadline) {
  const began = performance.now();
  for (const box of waiting) {
    waiting.delete(box);
    // Half a pixel is not worth a stop on the way through the page.
    const isWide = Math.max(box.scrollWidth, box.firstElementChild?.offsetWidth ?? 0) > box.clientWidth + 1;
    const isTall = box.matches(".md-typeset__scrollwrap") && box.scrollHeight > box.clientHeight + 1;
    if (isWide || isTall) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    if (deadline.timeRemaining() < 5 || performance.now() - began > SLICE) break;
  }
  if (waiting.size) whenIdle(measure);
}

// The theme puts the copy button of every example into a `nav` without a name: dozens of landmarks that lead nowhere.
const LANDMARKS = "nav.md-code__nav";

// So are the branches of its table of contents, some of one name.
const BRANCHES = ".md-nav--secondary nav.md-nav";

function tend(root) {
  for (const box of root.querySelectorAll(SCROLLS)) sizes.observe(box);
  for (const nav of root.querySelectorAll(LANDMARKS)) {
    nav.setAttribute("role", "none");
    // Beside the title of the code, since on a phone it would lie on the code.
    if (nav.parentElement.matches(".highlight > pre")) nav.parentElement.after(nav);
  }
  for (const nav of root.querySelectorAll(BRANCHES)) {
    nav.setAttribute("role", "none");
    nav.removeAttribute("aria-label"); // what has no role has no name; the link above the branch says it
  }
}

// The theme adds boxes and buttons as it comes to them, and whole pages when a link is followed.
new MutationObserver(changes => {
  const parents = new Set();
  for (const { target, addedNodes } of changes)
    if ([...addedNodes].some(node => node.nodeType === Node.ELEMENT_NODE)) parents.add(target);
  parents.forEach(tend);
}).observe(document.body, { childList: true, subtree: true });
tend(document);

// A link within the page is the browser's to follow. For the first one the theme fetches the page again and puts it in the place of
// what the reader has: answers are gone, boxes are shut, and on a slow phone it goes back to where the page stood before.
let shown;
globalThis.document$?.subscribe(() => (shown = location.origin + location.pathname + location.search));
const isWithin = url => url.origin + url.pathname + url.search === shown;

document.addEventListener(
  "click",
  ({ target }) => {
    const link = target.closest("a[href]");
    if (link?.hash && isWithin(link)) link.addEventListener("click", event => event.stopPropagation(), { once: true });
  },
  true,
);

if (globalThis.location$) {
  const follow = location$.next.bind(location$);
  location$.next = url => {
    if (!isWithin(url)) follow(url);
    // The theme keeps the browser from finding the place again when a reader goes back, and notes it itself.
    else if (history.state) scrollTo(history.state.x, history.state.y);
    else if (!url.hash) scrollTo(0, 0); // a link to the page where it stands
  };
}

// After a link is followed without loading a page, the keyboard and the voice of a screen reader begin at its title.
let came = false;
globalThis.document$?.subscribe(() => {
  const title = document.querySelector("article h1");
  if (came && title && !location.hash) {
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }
  came = true;
});

// On a phone the theme holds the page still while its search is open, and goes to what was found before it lets go.
let found = false;
function goToWhatWasFound() {
  if (!found || document.body.hasAttribute("data-md-scrolllock")) return;
  requestAnimationFrame(() => {
    found = false;
    document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
  });
}
document.addEventListener("click", ({ target }) => {
  if (document.body.hasAttribute("data-md-scrolllock") && target.closest(".md-search-result a")) found = true;
});
new MutationObserver(goToWhatWasFound).observe(document.body, { attributeFilter: ["data-md-scrolllock"] });
globalThis.document$?.subscribe(goToWhatWasFound);
