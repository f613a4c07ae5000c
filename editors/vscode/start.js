// Which program serves a folder: what the settings say, else the folder's own environment, else the path.
"use strict";

const path = require("node:path");

/**
 * @param {string[]} configured the setting `causalimg.command`
 * @param {string[]} folders the folders of the workspace
 * @param {(file: string) => boolean} exists whether a file is there
 * @param {string} platform as `process.platform`
 * @returns {{command: string, args: string[]}} what to run
 */
function program(configured, folders, exists, platform) {
  if (configured.length > 0) {
    return { command: configured[0], args: configured.slice(1) };
  }
  const inside = platform === "win32" ? ["Scripts", "causalimg.exe"] : ["bin", "causalimg"];
  const own = folders.map((folder) => path.join(folder, ".venv", ...inside)).find(exists);
  return { command: own ?? "causalimg", args: ["lsp"] };
}

module.exports = { program };
