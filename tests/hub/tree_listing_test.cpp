#include "hub/tree_listing.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

namespace {

using hub::RepoFile;
using quince::test::TempFolder;

const std::string sha1 = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";
const std::string sha256(64, 'a');

// The form that huggingface_hub 1.29 reads and writes (_tree_cache.py), with Qt's spacing.
TEST(TreeListing, IsWrittenAsHuggingfaceHubReadsIt) {
    const std::string text = hub::treeListingText(
        {{"model.safetensors", 5'000'000'123, sha1, sha256}, {"config.json", 2, sha1, ""}});

    EXPECT_EQ(text, R"({"files":{"config.json":{"blob_id":")" + sha1 +
                        R"(","size":2},"model.safetensors":{"blob_id":")" + sha1 +
                        R"(","lfs_sha256":")" + sha256 +
                        R"(","lfs_size":5000000123,"size":5000000123}},"format_version":1})");
}

TEST(TreeListing, IsReadAgain) {
    const TempFolder scratch;
    const std::vector<RepoFile> files = {{"a/ü.json", 0, sha1, ""},
                                         {"model.safetensors", 5'000'000'123, sha1, sha256}};

    const auto read = hub::readTreeListing(scratch.write("t.json", hub::treeListingText(files)));

    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, files);
}

TEST(TreeListing, MayNameWhatOtherSystemsCannotStore) {
    const TempFolder scratch;
    const std::vector<RepoFile> files = {
        {"CON", 1, sha1, ""}, {"config.json", 2, "", ""}, {"images/what?.png", 3, sha1, ""}};

    const auto read = hub::readTreeListing(scratch.write("t.json", hub::treeListingText(files)));

    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(*read, files);
}

TEST(TreeListing, IsNotTrustedBlindly) {
    const TempFolder scratch;
    const auto read = [&](const std::string& text) {
        return hub::readTreeListing(scratch.write("t.json", text)).has_value();
    };
    const auto listing = [](const std::string& path, const std::string& size,
                            const std::string& version) {
        return R"({"format_version":)" + version + R"(,"files":{")" + path + R"(":{"size":)" +
               size + R"(,"blob_id":")" + sha1 + R"("}}})";
    };

    EXPECT_TRUE(read(listing("a", "1", "1")));
    EXPECT_FALSE(read(listing("a", "1", "2")));
    EXPECT_FALSE(read(listing("../a", "1", "1")));
    EXPECT_FALSE(read(listing("/etc/a", "1", "1")));
    EXPECT_FALSE(read(listing("C:/a", "1", "1")));
    EXPECT_FALSE(read(listing("a", "-1", "1")));
    EXPECT_FALSE(read(listing("a", "\"1\"", "1")));
    EXPECT_FALSE(read(listing("a", "1e300", "1")));
    EXPECT_FALSE(read("{"));
    EXPECT_FALSE(read(R"({"format_version":1,"files":[]})"));
    EXPECT_FALSE(hub::readTreeListing(scratch / "none.json").has_value());
}

}  // namespace
