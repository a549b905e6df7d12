// Downloading one file and all files, and scanning the cache that comes of it.
//
//   node downloads.mjs FAKE_HUB_SERVER

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { client, collected, withFakeHub, withFolder } from "./fake_hub.mjs";
import { scan } from "./scan.mjs";

const { downloadFile, listFiles, modelInfo, snapshotDownload } = await client();

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

await withFakeHub(async ({ hub, readToken }) => {
  const common = { hubUrl: hub, repo: "org/tiny", accessToken: readToken };

  const blob = await downloadFile({ ...common, path: "model.safetensors" });
  assert.equal(blob.size, 3_000_000);
  const files = await collected(listFiles({ ...common, recursive: true }));
  const weights = files.find((file) => file.path === "model.safetensors");
  assert.equal(sha256(Buffer.from(await blob.arrayBuffer())), weights.lfs.oid);
  const slice = Buffer.from(await (await downloadFile({ ...common, path: "README.md" })).slice(7, 12).arrayBuffer());
  assert.equal(slice.toString(), "Words");
  assert.equal(await downloadFile({ ...common, path: "none.txt" }), null);
  assert.equal(await (await downloadFile({ ...common, repo: "org/private", path: "config.json" })).text(), "{}");
  await assert.rejects(downloadFile({ ...common, repo: "bob/gated", path: "config.json" }), /not in the authorized list/);

  await withFolder(async (cacheDir) => {
    const { sha } = await modelInfo({ ...common, name: "org/tiny", additionalFields: ["sha"] });
    const snapshot = await snapshotDownload({ ...common, cacheDir });
    assert.equal(snapshot, join(cacheDir, "models--org--tiny", "snapshots", sha));
    for (const file of files.filter(({ type }) => type === "file")) {
      assert.equal((await stat(join(snapshot, file.path))).size, file.size, file.path);
    }
    assert.equal(sha256(await readFile(join(snapshot, "model.safetensors"))), weights.lfs.oid);
    assert.equal(await readFile(join(snapshot, "some folder/a+b ü.txt"), "utf8"), "odd name\n");

    const { repos, warnings } = await scan(cacheDir);
    assert.deepEqual(warnings, []);
    assert.equal(repos.length, 1);
    assert.equal(repos[0].id, "org/tiny");
    assert.deepEqual(repos[0].revisions[0].refs, ["main"]);
    assert.deepEqual(
      repos[0].revisions[0].files.map(({ path }) => path),
      ["README.md", "config.json", "model.safetensors", "tokenizer.json"],
    );
  });
});
