// Output that the page shows as tables: a run of it looks like its recording. The rules are those of drift/read/table.py.

const NUMBER = /^([-−+]?[\d.,]+(e[-+]?\d+)?\D{0,3}|[-−]?(inf|∞)|nan|–)$/;

const rowsOf = (block) => block.split("\n").map((line) => line.trim().split(/ {2,}|\t+/));

function element(tag, ...children) {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
}

function table([head, ...rows]) {
  const isNumeric = (at) => rows.every((row) => NUMBER.test(row[at] ?? "–"));
  const line = (tag, row) =>
    element(
      "tr",
      ...row.map((text, at) => {
        const cell = element(tag, text);
        if (isNumeric(at)) cell.style.textAlign = "right";
        return cell;
      }),
    );
  const made = element(
    "table",
    element("thead", line("th", head)),
    element("tbody", ...rows.map((row) => line("td", row))),
  );
  // As the theme boxes a table, so that a wide one scrolls.
  const inner = element("div", made);
  const outer = element("div", inner);
  [outer.className, inner.className] = ["md-typeset__scrollwrap", "md-typeset__table"];
  return outer;
}

/** Return elements that show `printed` as the page shows its recording. */
export function tables(printed) {
  const blocks = printed.trim().split(/\n\s*\n/).map(rowsOf);
  return blocks.flatMap((rows) => (rows[0].length > 1 ? [table(rows)] : rows.map((row) => element("p", row.join("  ")))));
}
