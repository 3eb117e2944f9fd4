// Reads plans apart from the page, so that the page stays alive: Python (Pyodide) with the reader of this project.
// Nothing is fetched: all of it came with the page.
"use strict";
const INDEX = "https://pyodide.invalid/"; // a name for the files that are answered from the pack
let python = null, session = null;
// A page of its own file can start no worker of modules, and Pyodide refuses others, which it tells by this call; it
// imports all the same.
self.importScripts = () => { throw new Error("scripts are imported as modules"); };

const bytesOf = (text) => {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text), bytes = new Uint8Array(letters.length);
  for (let index = 0; index < letters.length; index++) bytes[index] = letters.charCodeAt(index);
  return bytes;
};
const unpacked = async (bytes) => {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const addressOf = (bytes, type) => URL.createObjectURL(new Blob([bytes], { type }));

const start = async (pack, said) => {
  said(0);
  const names = ["pyodide.asm.wasm", "pyodide.asm.mjs", "pyodide.mjs", "python_stdlib.zip", "app.zip"];
  const [wasm, asm, loader, library, app] = await Promise.all(names.map((name) => unpacked(bytesOf(pack[name]))));
  said(1);
  // What Pyodide asks for is in the pack; a page of its own file has no server to ask.
  self.fetch = async (asked) => {
    const address = String(asked.url || asked);
    if (address.endsWith(".wasm")) return new Response(wasm, { headers: { "Content-Type": "application/wasm" } });
    if (address.endsWith(".zip")) return new Response(library, { headers: { "Content-Type": "application/zip" } });
    throw new Error(`not in the pack: ${address}`);
  };
  const [{ default: createPyodideModule }, { loadPyodide }] = await Promise.all(
    [asm, loader].map((bytes) => import(addressOf(bytes, "text/javascript"))));
  said(2);
  const version = JSON.parse(pack.version);
  python = await loadPyodide({
    createPyodideModule,
    indexURL: INDEX,
    stdLibURL: `${INDEX}python_stdlib.zip`,
    lockFileContents: { info: version, packages: {} },
    checkAPIVersion: false,
  });
  said(3);
  const place = python.runPython("import site; site.getsitepackages()[0]");
  python.unpackArchive(app, "zip", { extractDir: place });
  session = python.runPython("from plantargets.book.in_browser import start\nstart()");
  said(4);
};

self.onmessage = async ({ data }) => {
  const { id, pack, name, content, remove } = data;
  try {
    if (pack) {
      await start(pack, (step) => self.postMessage({ step }));
      self.postMessage({ ready: true });
    } else if (remove !== undefined) {
      self.postMessage({ id, answer: JSON.parse(session.remove(remove)) });
    } else {
      const told = (stage) => self.postMessage({ id, stage });
      const answer = session.read(name, typeof content === "string" ? content : python.toPy(new Uint8Array(content)), told);
      self.postMessage({ id, answer: JSON.parse(answer) });
    }
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
};
