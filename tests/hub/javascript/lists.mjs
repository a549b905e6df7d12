// Looking: models, one model, the files of one.
//
//   node lists.mjs FAKE_HUB_SERVER

import assert from "node:assert/strict";
import { client, collected, withFakeHub } from "./fake_hub.mjs";

const { HubApiError, listFiles, listModels, modelInfo, whoAmI } = await client();

await withFakeHub(async ({ hub, readToken }) => {
  const names = async (search, accessToken) =>
    (await collected(listModels({ hubUrl: hub, accessToken, search, sort: "downloads" }))).map((model) => model.name);

  // Four models that are safetensors: two pages.
  assert.deepEqual(await names({ tags: ["safetensors"] }), ["org/tiny", "bob/one", "bob/three", "bob/two"]);
  assert.deepEqual(await names({ tags: ["safetensors", "mlx"], task: "text-generation" }), ["org/tiny"]);
  assert.deepEqual(await names({ query: "LATT" }), ["org/latter"]);
  assert.deepEqual(await names({ query: "private" }), []);
  assert.deepEqual(await names({ query: "private" }, readToken), ["org/private"]);

  const tiny = await modelInfo({ hubUrl: hub, name: "org/tiny", additionalFields: ["sha", "filePaths"] });
  assert.match(tiny.sha, /^[0-9a-f]{40}$/);
  assert.equal(tiny.task, "text-generation");
  assert.equal(tiny.gated, false);
  assert.equal(tiny.filePaths.length, 5);
  assert.equal((await modelInfo({ hubUrl: hub, name: "bob/gated" })).gated, "manual");
  assert.equal((await modelInfo({ hubUrl: hub, name: "org/former" })).name, "org/latter");

  const files = await collected(listFiles({ hubUrl: hub, repo: "org/tiny", recursive: true }));
  assert.deepEqual(
    files.map((file) => [file.type, file.path]),
    [
      ["file", "README.md"],
      ["file", "config.json"],
      ["file", "model.safetensors"],
      ["directory", "some folder"],
      ["file", "some folder/a+b ü.txt"],
      ["file", "tokenizer.json"],
    ],
  );
  assert.equal(files[2].size, 3_000_000);
  assert.match(files[2].lfs.oid, /^[0-9a-f]{64}$/);

  const isRefused = (status, message) => (error) =>
    error instanceof HubApiError && error.statusCode === status && error.message.includes(message);
  await assert.rejects(modelInfo({ hubUrl: hub, name: "org/private" }), isRefused(401, "Invalid username or password"));
  await assert.rejects(modelInfo({ hubUrl: hub, name: "org/none", accessToken: readToken }), isRefused(404, "Repository not found"));
  await assert.rejects(modelInfo({ hubUrl: hub, name: "org/tiny", accessToken: "hf_wrong" }), isRefused(401, "Invalid credentials"));
  await assert.rejects(modelInfo({ hubUrl: hub, name: "org/tiny", revision: "v9" }), isRefused(404, "Invalid rev id"));

  assert.deepEqual((await whoAmI({ hubUrl: hub, accessToken: readToken })).orgs.map((org) => org.name), ["org"]);
});
