// What a page needs of a script for its readers, beside the theme's own.

// Paper cannot be unfolded: answers are printed open, and folded again afterwards.
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const details of opened) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of opened.splice(0)) details.open = false;
});

// The theme puts the copy button of every example into a `nav` without a name: dozens of landmarks that lead nowhere.
function quiet(root) {
  for (const nav of root.querySelectorAll("nav.md-code__nav:not([role])")) nav.setAttribute("role", "none");
}
quiet(document);
new MutationObserver(changes => {
  for (const { target } of changes) quiet(target);
}).observe(document.body, { childList: true, subtree: true });
