// Starts `cdsl lsp` for files in the language cdsl, and stops it. All that the language knows comes
// from the server; nothing of it may be written here.
"use strict";

const { commands, window, workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

/** The client that runs, if one does. */
let client;

/** The program that the settings name. */
function program() {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? "";
  return workspace.getConfiguration("cdsl").get("path").replaceAll("${workspaceFolder}", folder);
}

async function start() {
  const command = program();
  const cwd = workspace.workspaceFolders?.[0]?.uri.fsPath;
  const server = { command, args: ["lsp"], options: { cwd } };
  client = new LanguageClient("cdsl", "cdsl", server, {
    documentSelector: [{ scheme: "file", language: "cdsl" }, { scheme: "untitled", language: "cdsl" }],
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    await explain(command, error);
  }
}

async function stop() {
  const stopping = client;
  client = undefined;
  await stopping?.stop();
}

async function restart() {
  await stop();
  await start();
}

/** Colours and snippets work without the server; say how to get the rest. */
async function explain(command, error) {
  const settings = "Open Settings";
  const message =
    `${command} lsp can't be started (${error.message ?? error}). ` +
    "Install it from a checkout: pip install '/path/to/cdsl[lsp]', or set cdsl.path.";
  if ((await window.showErrorMessage(message, settings)) === settings) {
    await commands.executeCommand("workbench.action.openSettings", "cdsl.path");
  }
}

exports.activate = (context) => {
  context.subscriptions.push(
    commands.registerCommand("cdsl.restart", restart),
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration("cdsl.path") && restart()),
  );
  // Not waited for: a message about a server that can't be started must not hold the extension.
  start();
};

exports.deactivate = stop;
