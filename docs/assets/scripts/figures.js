// Interactive figures are custom elements; their scripts come only to pages that hold one. On every page this is all there is.

const NAMES = ["crossent-loss", "crossent-steps", "crossent-bars", "crossent-softmax", "crossent-bce", "crossent-kl-fit"];

function load() {
  for (const name of NAMES) if (document.querySelector(name)) import(`./${name}.js`);
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(load);
else load();
