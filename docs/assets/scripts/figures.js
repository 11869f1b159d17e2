// Interactive figures are custom elements; their scripts come only to pages that hold one. On every page this is all there is.

const NAMES = ["xent-loss", "xent-steps", "xent-bars", "xent-softmax", "xent-bce", "xent-kl-fit"];

function load() {
  for (const name of NAMES) if (document.querySelector(name)) import(`./${name}.js`);
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(load);
else load();
