// Reads {name: text} from the standard input and writes {name: [[length, scope], …]}: the innermost
// scope of each piece, line breaks left out. The grammar's file is the argument.
"use strict";

const fs = require("fs");
const oniguruma = require("vscode-oniguruma");
const textmate = require("vscode-textmate");

async function main() {
  const wasm = fs.readFileSync(require.resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(process.argv[2], "utf8"), "cdsl.json"),
  });
  const grammar = await registry.loadGrammar("source.cdsl");
  const found = {};
  for (const [name, text] of Object.entries(JSON.parse(fs.readFileSync(0, "utf8")))) {
    let stack = textmate.INITIAL;
    found[name] = [];
    for (const line of text.split("\n")) {
      const done = grammar.tokenizeLine(line, stack);
      stack = done.ruleStack;
      for (const token of done.tokens) {
        const piece = line.slice(token.startIndex, token.endIndex);
        found[name].push([[...piece].length, token.scopes[token.scopes.length - 1]]);
      }
    }
  }
  process.stdout.write(JSON.stringify(found));
}

main();
