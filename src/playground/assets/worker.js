// Runs examples with Pyodide, away from the page: the page stays usable, and a run can be stopped by ending this worker.
let python;

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

async function load({ base, wheel }) {
  const { loadPyodide } = await import(new URL("pyodide.mjs", base).href);
  const pyodide = await loadPyodide({ indexURL: base, stdin: () => null });
  const here = import.meta.url;
  const [, archive, driver, compare] = await Promise.all([
    pyodide.loadPackage("numpy", { messageCallback: () => {} }),
    fetch(new URL(wheel, here)).then((answer) => answer.arrayBuffer()),
    text(new URL("driver.py", here)),
    text(new URL("compare.py", here)),
  ]);
  pyodide.unpackArchive(archive, "whl");
  pyodide.FS.writeFile("driver.py", driver);
  pyodide.FS.writeFile("compare.py", compare);
  return { pyodide, driver: pyodide.pyimport("driver") };
}

self.onmessage = async ({ data }) => {
  try {
    python ??= load(data);
    const { pyodide, driver } = await python;
    self.postMessage({ kind: "ready" });
    const show = (piece) => self.postMessage({ kind: "printed", text: piece });
    const result = driver.run(data.code, pyodide.toPy(data.task), show);
    self.postMessage({ kind: "done", ...result.toJs({ dict_converter: Object.fromEntries }) });
    result.destroy();
  } catch (error) {
    self.postMessage({ kind: "failed", message: String(error) });
  }
};
