#include "hub/cache_layout.hpp"

#include "hub/digest.hpp"

#include <gtest/gtest.h>

#include <span>

namespace {

const hub::CacheLayout layout("/cache", "org/name");

TEST(CacheLayout, NamesWhatHuggingfaceHubNames) {
    EXPECT_EQ(layout.repo(), "/cache/models--org--name");
    EXPECT_EQ(layout.blob("abc"), "/cache/models--org--name/blobs/abc");
    EXPECT_EQ(layout.partial("abc", "01234567"),
              "/cache/models--org--name/blobs/abc.01234567.incomplete");
    EXPECT_EQ(layout.lock("abc"), "/cache/.locks/models--org--name/abc.lock");
    EXPECT_EQ(layout.pointer("c0", "onnx/a.json"),
              "/cache/models--org--name/snapshots/c0/onnx/a.json");
    EXPECT_EQ(layout.ref("refs/pr/1"), "/cache/models--org--name/refs/refs/pr/1");
    EXPECT_EQ(layout.noExist("c0", "a/b"), "/cache/models--org--name/.no_exist/c0/a/b");
    EXPECT_EQ(layout.tree("c0"), "/cache/models--org--name/trees/c0.json");
    EXPECT_EQ(hub::CacheLayout("/cache", "gpt2").repo(), "/cache/models--gpt2");
}

TEST(CacheLayout, TagsPartialsByTheNameOfTheProgram) {
    hub::Digest digest(hub::DigestKind::sha256, 0);
    digest.add(std::as_bytes(std::span(std::string_view("quince"))));

    EXPECT_EQ(digest.hex().substr(0, 8), hub::partialTag);
}

TEST(CacheLayout, LinksAreRelativeWithOneStepForEachFolder) {
    EXPECT_EQ(hub::linkTarget("abc", "config.json"), "../../blobs/abc");
    EXPECT_EQ(hub::linkTarget("abc", "a/b/c.json"), "../../../../blobs/abc");
}

TEST(CacheLayout, EtagsCannotLeaveTheBlobs) {
    EXPECT_TRUE(hub::isUsableEtag("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"));
    EXPECT_TRUE(hub::isUsableEtag("abc-12_x.y"));
    for (const std::string& etag :
         {std::string(), std::string(".."), std::string("a/b"), std::string("a\\b"),
          std::string("a:b"), std::string("a\"b"), std::string(129, 'a')}) {
        EXPECT_FALSE(hub::isUsableEtag(etag)) << etag;
    }
}

TEST(CacheLayout, RevisionsMayHaveFoldersButNotLeaveTheRefs) {
    EXPECT_TRUE(hub::isUsableRevision("refs/pr/1"));
    EXPECT_TRUE(hub::isUsableRevision("v1.0"));
    EXPECT_FALSE(hub::isUsableRevision("../main"));
    EXPECT_FALSE(hub::isUsableRevision(""));
    EXPECT_FALSE(hub::isUsableRevision(std::string(300, 'a')));
}

}  // namespace
