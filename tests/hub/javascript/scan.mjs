// Scans a cache folder as the client sees it and prints one JSON object:
//   {"size", "warnings": [text], "repos": [{"id", "size", "files", "revisions":
//     [{"commit", "refs", "size", "files": [{"path", "size"}]}]}]}
// The client counts the files at the top of a snapshot only.
//
//   node scan.mjs CACHE_FOLDER

import { realpathSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { client } from "./fake_hub.mjs";

const byName = (key) => (a, b) => (a[key] < b[key] ? -1 : 1);

export async function scan(folder) {
  const { scanCacheDir } = await client();
  const { size, repos, warnings } = await scanCacheDir(folder);
  return {
    size,
    warnings: warnings.map((warning) => warning.message),
    repos: repos
      .map((repo) => ({
        id: repo.id.name,
        size: repo.size,
        files: repo.filesCount,
        revisions: repo.revisions.map((revision) => ({
          commit: revision.commitOid,
          refs: revision.refs,
          size: revision.size,
          files: revision.files
            .map((file) => ({ path: relative(revision.path, file.path), size: file.blob.size }))
            .sort(byName("path")),
        })),
      }))
      .sort(byName("id")),
  };
}

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(JSON.stringify(await scan(process.argv[2])));
}
