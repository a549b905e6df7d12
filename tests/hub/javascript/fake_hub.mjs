// What the checks share: the client, the fake Hub as a process, a folder of their own.

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const skipped = 77; // what CTest is told by SKIP_RETURN_CODE

/** The client; ends the process as skipped where `npm ci` has not brought it. */
export async function client() {
  try {
    return await import("@huggingface/hub");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") {
      throw error;
    }
    console.log("Skipped: @huggingface/hub is not installed; build the target hub_javascript_client");
    process.exit(skipped);
  }
}

/** Runs `check(addresses)` with the program named on the command line; fails if a token leaked. */
export async function withFakeHub(check) {
  const hub = spawn(process.argv[2], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise((resolve) => hub.on("exit", resolve));
  const lines = createInterface({ input: hub.stdout })[Symbol.asyncIterator]();
  let error;
  try {
    await check(JSON.parse((await lines.next()).value));
  } catch (caught) {
    error = caught;
  }
  hub.stdin.end();
  const report = JSON.parse((await lines.next()).value);
  const code = await ended;
  if (error) {
    console.log(report.requests.join("\n"));
    throw error;
  }
  if (code !== 0) {
    throw new Error(`${report.leaks} requests to the CDN carried a token or a cookie`);
  }
}

export async function withFolder(use) {
  const folder = await mkdtemp(join(tmpdir(), "quince-hub-"));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function collected(iterator) {
  const all = [];
  for await (const item of iterator) {
    all.push(item);
  }
  return all;
}
