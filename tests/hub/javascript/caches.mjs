// A cache that Quince wrote, with links and with copies, as the client sees it.
//
//   node caches.mjs FAKE_HUB_SERVER DOWNLOAD_CHILD

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { client, collected, withFakeHub, withFolder } from "./fake_hub.mjs";
import { scan } from "./scan.mjs";

const { listFiles, modelInfo, snapshotDownload } = await client();
const run = promisify(execFile);

const treeEntry = ({ size, oid, lfs }) => ({
  size,
  blob_id: oid,
  ...(lfs && { lfs_sha256: lfs.oid, lfs_size: lfs.size }),
});

await withFakeHub(async ({ hub, readToken }) => {
  const common = { hubUrl: hub, repo: "org/tiny", accessToken: readToken };
  const { sha } = await modelInfo({ ...common, name: "org/tiny", additionalFields: ["sha"] });
  const files = (await collected(listFiles({ ...common, recursive: true }))).filter(({ type }) => type === "file");
  const listing = {
    format_version: 1,
    files: Object.fromEntries(files.map((file) => [file.path, treeEntry(file)])),
  };

  for (const mode of [[], ["--copy"]]) {
    await withFolder(async (folder) => {
      const cacheDir = join(folder, "cache");
      const list = join(folder, "listing.json");
      await mkdir(cacheDir);
      await writeFile(list, JSON.stringify(listing));
      const { stdout } = await run(process.argv[3], [hub, cacheDir, "org/tiny", "main", sha, list, ...mode], {
        env: { ...process.env, HF_TOKEN: readToken },
      });
      const snapshot = join(cacheDir, "models--org--tiny", "snapshots", sha);
      assert.equal(stdout.trim(), snapshot);

      const { repos, warnings } = await scan(cacheDir);
      assert.deepEqual(warnings, []);
      assert.equal(repos.length, 1);
      assert.equal(repos[0].id, "org/tiny");
      assert.equal(repos[0].revisions.length, 1);
      const [revision] = repos[0].revisions;
      assert.equal(revision.commit, sha);
      assert.deepEqual(revision.refs, ["main"]);
      const atTop = files.filter(({ path }) => !path.includes("/")); // the client counts no others
      assert.deepEqual(
        revision.files,
        atTop.map(({ path, size }) => ({ path, size })).sort((a, b) => (a.path < b.path ? -1 : 1)),
      );
      assert.equal(
        revision.size,
        atTop.reduce((sum, { size }) => sum + size, 0),
      );
      assert.equal(await snapshotDownload({ ...common, cacheDir }), snapshot);
    });
  }
});
