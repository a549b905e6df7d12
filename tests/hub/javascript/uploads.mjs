// Making a repo and sending files: regular, small LFS, LFS in parts; with Xet offered and without.
//
//   node uploads.mjs FAKE_HUB_SERVER

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { client, collected, withFakeHub } from "./fake_hub.mjs";

const { createRepo, deleteFile, downloadFile, listFiles, modelInfo, uploadFiles } = await client();

await withFakeHub(async ({ hub, readToken, writeToken }) => {
  for (const useXet of [false, true]) {
    const repo = `org/made-${useXet}`;
    const common = { hubUrl: hub, repo, accessToken: writeToken };
    const made = await createRepo({ ...common, visibility: "private" });
    assert.deepEqual(made, { repoUrl: `${hub}/${repo}`, id: repo });
    assert.equal((await modelInfo({ ...common, name: repo })).private, true);

    const sent = {
      "README.md": Buffer.from("---\nlicense: mit\n---\n# ü\n"),
      "folder/small.safetensors": randomBytes(1000),
      "model.safetensors": randomBytes(2_100_001), // six parts, the last of them short
    };
    const before = await modelInfo({ ...common, name: repo, additionalFields: ["sha"] });
    const files = Object.entries(sent).map(([path, bytes]) => ({ path, content: new Blob([bytes]) }));
    const { commit } = await uploadFiles({ ...common, files, useXet, parentCommit: before.sha });
    assert.equal((await modelInfo({ ...common, name: repo, additionalFields: ["sha"] })).sha, commit.oid);

    const listed = await collected(listFiles({ ...common, recursive: true }));
    assert.deepEqual(
      listed.filter(({ lfs }) => lfs).map(({ path }) => path),
      ["folder/small.safetensors", "model.safetensors"],
    );
    for (const [path, bytes] of Object.entries(sent)) {
      const got = Buffer.from(await (await downloadFile({ ...common, path })).arrayBuffer());
      assert.ok(bytes.equals(got), path);
    }

    await assert.rejects(uploadFiles({ ...common, files, useXet, parentCommit: before.sha }), /A commit has happened since/);
    await assert.rejects(uploadFiles({ ...common, accessToken: readToken, files, useXet }), /rights to write/);
    await deleteFile({ ...common, path: "README.md" });
    assert.equal(await downloadFile({ ...common, path: "README.md" }), null);
    await assert.rejects(createRepo(common), /already created/);
  }
  await assert.rejects(createRepo({ hubUrl: hub, repo: "bob/x", accessToken: writeToken }), /rights to create/);
});
