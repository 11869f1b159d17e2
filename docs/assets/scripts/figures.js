// Interactive figures are custom elements; their scripts come only to pages that hold one. On every page this is all there is.

function load() {
  for (const { localName } of document.querySelectorAll(".crossent-figure > *")) import(`./${localName}.js`);
}

// With instant navigation the theme says when a page has come; without it the page is there already.
if (globalThis.document$) globalThis.document$.subscribe(load);
else load();
