// Starts `causalimg lsp` and hands it every .scm text; shows the graph beside the text.
"use strict";

const fs = require("node:fs");
const vscode = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");
const { program } = require("./start.js");

/** @type {LanguageClient | undefined} */
let client;

function folders() {
  return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
}

async function start() {
  // A folder that is not trusted must not choose what runs.
  const settings = vscode.workspace.getConfiguration("causalimg");
  const trusted = vscode.workspace.isTrusted;
  const configured = trusted ? settings.get("command", []) : [];
  const run = program(configured, trusted ? folders() : [], fs.existsSync, process.platform);
  client = new LanguageClient(
    "causalimg",
    "causalimg",
    { run, debug: run },
    {
      documentSelector: [{ language: "causalimg" }],
      // An imported file may change without being open.
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.scm") },
    },
  );
  try {
    await client.start();
  } catch {
    client = undefined;
    const shown = [run.command, ...run.args].join(" ");
    const install = "pip install 'causalimg[lsp]'";
    vscode.window.showWarningMessage(
      `causalimg: \`${shown}\` does not start. Install it with \`${install}\`, ` +
        "or name it in the setting `causalimg.command`. Colours and snippets work without it.",
    );
  }
}

async function stop() {
  const running = client;
  client = undefined;
  await running?.stop();
}

function page(svg) {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";
  return (
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<style>body{background:#fff;margin:1rem}svg{max-width:100%;height:auto}</style><body>${svg}</body>`
  );
}

async function showGraph() {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !client) {
    return;
  }
  try {
    const found = await client.sendRequest("causalimg/graph", {
      uri: client.code2ProtocolConverter.asUri(editor.document.uri),
    });
    const panel = vscode.window.createWebviewPanel(
      "causalimg.graph",
      "graph",
      vscode.ViewColumn.Beside,
      {},
    );
    panel.webview.html = page(found.svg);
  } catch (error) {
    vscode.window.showWarningMessage(`causalimg: ${error.message}`);
  }
}

async function activate(context) {
  context.subscriptions.push(
    vscode.commands.registerCommand("causalimg.graph", showGraph),
    vscode.commands.registerCommand("causalimg.restart", async () => {
      await stop();
      await start();
    }),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
