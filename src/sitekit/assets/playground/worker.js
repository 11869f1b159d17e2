// Runs examples with Pyodide, away from the page: the page stays usable, and a run can be stopped by ending this worker.
let python;

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}

// What comes from Pyodide's host: where that fails, the reader is told which host it was.
async function fromHost(base) {
  try {
    const { loadPyodide } = await import(new URL("pyodide.mjs", base).href);
    const pyodide = await loadPyodide({ indexURL: base, stdin: () => null });
    const quiet = { messageCallback: () => {}, errorCallback: () => {} };
    await pyodide.loadPackage("numpy", quiet);
    if (!pyodide.loadedPackages.numpy) throw new Error("numpy did not come"); // of which it only writes a line
    return pyodide;
  } catch (error) {
    throw Object.assign(error, { remote: true });
  }
}

async function load({ base, wheel }) {
  const here = import.meta.url;
  const [pyodide, archive, driver, compare, raised] = await Promise.all([
    fromHost(base),
    fetch(wheel).then((answer) => answer.arrayBuffer()),
    text(new URL("driver.py", here)),
    text(new URL("compare.py", here)),
    text(new URL("child_raised.py", here)),
  ]);
  pyodide.unpackArchive(archive, "whl");
  pyodide.FS.writeFile("driver.py", driver);
  pyodide.FS.writeFile("compare.py", compare);
  pyodide.FS.writeFile("child_raised.py", raised);
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
    self.postMessage({ kind: "failed", message: String(error), remote: error.remote === true });
  }
};
