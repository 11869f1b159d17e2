// Typesets formulas for engine.py: one JSON request a line on stdin, one JSON answer a line on stdout.
// When stdin ends, also because the build was killed, the loop ends and with it this process.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [root, macros] = process.argv.slice(2);
const katex = createRequire(`${root}/`)("katex");

// KaTeX would show an untrusted command in red and go on; a build should not.
const trust = ({ command }) => {
  throw new katex.ParseError(`${command} is switched off: formulas hold no links, images or HTML`);
};

for await (const line of createInterface({ input: process.stdin })) {
  const { tex, display } = JSON.parse(line);
  let answer;
  try {
    const html = katex.renderToString(tex, {
      displayMode: display,
      throwOnError: true,
      strict: "error",
      output: "htmlAndMathml",
      trust,
      // A fresh copy: what one formula defines with \gdef must not depend on which formulas came before.
      macros: JSON.parse(macros),
    });
    answer = { html };
  } catch (error) {
    answer = { error: error.rawMessage ?? error.message, position: error.position ?? null };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
