#include "hub/cache_store.hpp"

#include "hub/cache_files.hpp"
#include "hub/tree_listing.hpp"
#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

#include <quince/hf_cache.hpp>

#include <gtest/gtest.h>

#include <cstring>

namespace {

namespace fs = std::filesystem;

using hub::CacheLayout;
using hub::CacheStore;
using quince::ErrorCode;
using quince::test::contentOf;
using quince::test::TempFolder;

const std::string commit(40, 'c');

std::string etagOf(const std::string& content) {
    return quince::test::sha256(std::as_bytes(std::span(content)));
}

/// A safetensors file with one tensor.
std::string weights() {
    std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    std::string text(8, '\0');
    const std::uint64_t size = header.size();
    std::memcpy(text.data(), &size, 8);
    return text + header + "12345678";
}

class CacheStoreTest : public testing::Test {
protected:
    CacheStore open(bool mayLink = true, hub::MakeLink makeLink = hub::makeSymlink) {
        return std::move(CacheStore::open(layout, mayLink, std::move(makeLink))).value();
    }

    void writeBlob(const std::string& content) const {
        scratch.write("models--org--name/blobs/" + etagOf(content), content);
    }

    quince::Status place(const CacheStore& store, const std::string& content,
                         const std::vector<std::string>& paths, bool isNew = true) {
        return store.place(etagOf(content), content.size(), commit, paths, isNew, hub::partialTag,
                           {});
    }

    [[nodiscard]] fs::path pointer(const std::string& path) const {
        return layout.pointer(commit, path);
    }

    const TempFolder scratch;
    const CacheLayout layout{scratch.path(), "org/name"};
};

TEST_F(CacheStoreTest, TagsTheCacheForBackupPrograms) {
    open();

    EXPECT_TRUE(contentOf(scratch / "CACHEDIR.TAG")
                    .starts_with("Signature: 8a477f597d28d172789f06886806bc55\n"));
}

TEST_F(CacheStoreTest, LeavesNothingOfItsProbe) {
    open();

    EXPECT_TRUE(fs::is_empty(scratch / ".locks"));
    EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), fs::directory_iterator()), 3);
}

// A process of the same number was killed in the middle of its work, as in a container, where the
// number is always the same.
TEST_F(CacheStoreTest, IsNotHinderedByWhatAKilledProcessLeft) {
    const std::string former = hub::uniqueName();
    const std::size_t number = former.find('-', std::string(".quince-").size()) + 1;
    for (int next = std::stoi(former.substr(number)) + 1, last = next + 20; next < last; ++next) {
        const std::string name = former.substr(0, number) + std::to_string(next);
        scratch.write(".locks/" + name + "/file", "");
        scratch.write("models--org--name/" + name + ".tmp", "");
    }

    const CacheStore store = open();

    EXPECT_TRUE(store.links());
    EXPECT_TRUE(hub::writeRef(layout, "main", commit).ok());
    EXPECT_EQ(contentOf(layout.ref("main")), commit);
}

TEST_F(CacheStoreTest, LinksNamesToTheBlob) {
    const CacheStore store = open();
    ASSERT_TRUE(store.links());
    writeBlob("text");

    ASSERT_TRUE(place(store, "text", {"a.json", "deep/er/a.json"}));

    EXPECT_EQ(fs::read_symlink(pointer("a.json")), "../../blobs/" + etagOf("text"));
    EXPECT_EQ(fs::read_symlink(pointer("deep/er/a.json")), "../../../../blobs/" + etagOf("text"));
    EXPECT_EQ(contentOf(pointer("deep/er/a.json")), "text");
}

TEST_F(CacheStoreTest, ReplacesALinkThatLeadsNowhereAndAFileThatIsNotWhole) {
    const CacheStore store = open();
    writeBlob("text");
    scratch.write("models--org--name/snapshots/" + commit + "/short", "te");
    fs::create_symlink("nowhere", pointer("dangling"));

    ASSERT_TRUE(place(store, "text", {"short", "dangling"}));

    EXPECT_EQ(contentOf(pointer("short")), "text");
    EXPECT_EQ(contentOf(pointer("dangling")), "text");
}

TEST_F(CacheStoreTest, MovesANewBlobWhereLinksAreForbidden) {
    const CacheStore store = open(false);
    EXPECT_FALSE(store.links());
    writeBlob("text");

    ASSERT_TRUE(place(store, "text", {"a", "b/c"}));

    EXPECT_EQ(fs::symlink_status(pointer("a")).type(), fs::file_type::regular);
    EXPECT_EQ(contentOf(pointer("a")), "text");
    EXPECT_EQ(contentOf(pointer("b/c")), "text");
    EXPECT_TRUE(fs::is_empty(layout.blobs()));
}

TEST_F(CacheStoreTest, CopiesAnOldBlobWhereLinksAreForbidden) {
    const CacheStore store = open(false);
    writeBlob("text");

    ASSERT_TRUE(place(store, "text", {"a"}, false));

    EXPECT_EQ(contentOf(pointer("a")), "text");
    EXPECT_EQ(contentOf(layout.blob(etagOf("text"))), "text");
}

TEST_F(CacheStoreTest, CopiesFromAnotherNameWhereTheBlobWasMoved) {
    const CacheStore store = open(false);
    scratch.write("models--org--name/snapshots/" + commit + "/a", "text");

    ASSERT_TRUE(place(store, "text", {"a", "b"}, false));

    EXPECT_EQ(contentOf(pointer("b")), "text");
    EXPECT_TRUE(fs::is_empty(layout.blobs()));
}

TEST_F(CacheStoreTest, DoesWithoutLinksWhereTheSystemRefusesThem) {
    const auto refuse = [](const fs::path&, const fs::path&) {
        return std::make_error_code(std::errc::operation_not_permitted);
    };
    const CacheStore store = open(true, refuse);
    EXPECT_FALSE(store.links());
    writeBlob("text");

    ASSERT_TRUE(place(store, "text", {"a"}));

    EXPECT_EQ(contentOf(pointer("a")), "text");
}

TEST_F(CacheStoreTest, KeepsTheBlobWhenOnlyTheSecondLinkIsRefused) {
    int links = 0;
    const auto refuseLater = [&](const fs::path& target, const fs::path& link) {
        return ++links <= 2 ? hub::makeSymlink(target, link)  // the probe's and the first
                            : std::make_error_code(std::errc::operation_not_permitted);
    };
    const CacheStore store = open(true, refuseLater);
    writeBlob("text");

    ASSERT_TRUE(place(store, "text", {"a", "b"}));

    EXPECT_TRUE(fs::is_symlink(pointer("a")));
    EXPECT_EQ(contentOf(pointer("a")), "text");
    EXPECT_FALSE(fs::is_symlink(pointer("b")));
    EXPECT_EQ(contentOf(pointer("b")), "text");
}

TEST_F(CacheStoreTest, SaysWhenTheBlobIsGone) {
    const CacheStore store = open();

    const quince::Status placed = place(store, "text", {"a"});

    ASSERT_FALSE(placed.ok());
    EXPECT_EQ(placed.error().code, ErrorCode::notFound);
}

TEST_F(CacheStoreTest, WritesRefsOfFortyBytes) {
    const CacheStore store = open();
    ASSERT_TRUE(store.beginSnapshot(commit));

    ASSERT_TRUE(hub::writeRef(layout, "main", commit));
    ASSERT_TRUE(hub::writeRef(layout, "refs/pr/1", commit));
    ASSERT_TRUE(hub::writeRef(layout, "main", std::string(40, 'd')));
    ASSERT_TRUE(hub::writeRef(layout, commit, commit));

    EXPECT_EQ(contentOf(layout.ref("main")), std::string(40, 'd'));
    EXPECT_EQ(contentOf(layout.ref("refs/pr/1")), commit);
    EXPECT_FALSE(fs::exists(layout.ref(commit)));
    for (const auto& entry : fs::directory_iterator(layout.repo())) {
        EXPECT_FALSE(entry.path().filename().string().ends_with(".tmp")) << entry;
    }
}

TEST_F(CacheStoreTest, RemembersWhatDoesNotExist) {
    const CacheStore store = open();

    store.writeNoExist(commit, "a/chat_template.json");
    store.writeNoExist(commit, "../../escaped");

    EXPECT_EQ(contentOf(layout.noExist(commit, "a/chat_template.json")), "");
    EXPECT_FALSE(fs::exists(layout.repo() / "escaped"));
}

TEST_F(CacheStoreTest, SaysWhenTheFolderCannotBeWrittenTo) {
    scratch.write("models--org--name", "a file where the repo should be");

    const auto store = CacheStore::open(layout, true);

    ASSERT_FALSE(store.ok());
    EXPECT_EQ(store.error().code, ErrorCode::io);
    EXPECT_NE(store.error().message.find("models--org--name"), std::string::npos);
}

// What the reader of the core says of a repo that was written here, with and without links.
class WrittenCache : public CacheStoreTest, public testing::WithParamInterface<bool> {};

TEST_P(WrittenCache, IsACompleteModelForTheReader) {
    const CacheStore store = open(GetParam());
    const std::map<std::string, std::string> files = {{"config.json", R"({"model_type":"llama"})"},
                                                      {"tokenizer.json", "{}"},
                                                      {"model.safetensors", weights()},
                                                      {"nested/extra.json", "{}"}};
    std::vector<hub::RepoFile> listed;
    ASSERT_TRUE(store.beginSnapshot(commit));
    std::uint64_t bytes = 0;
    for (const auto& [path, content] : files) {
        writeBlob(content);
        ASSERT_TRUE(place(store, content, {path}));
        listed.push_back({path, static_cast<std::int64_t>(content.size()), std::string(40, 'b'),
                          etagOf(content)});
        bytes += content.size();
    }
    ASSERT_TRUE(store.writeTree(commit, listed));
    ASSERT_TRUE(store.sync(commit, {"nested/extra.json"}));
    ASSERT_TRUE(hub::writeRef(layout, "main", commit));

    const auto found =
        quince::scanCache({{scratch.path(), "test", quince::RootKind::hubCache}}, {});

    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].repoId, "org/name");
    EXPECT_EQ(found[0].state, quince::ModelState::complete);
    EXPECT_TRUE(found[0].warnings.empty());
    ASSERT_EQ(found[0].revisions.size(), 1U);
    EXPECT_EQ(found[0].revisions[0].refs, std::vector<std::string>{"main"});
    // With links both "{}" are one file on disk.
    EXPECT_EQ(found[0].bytes, GetParam() ? bytes - 2 : bytes);
}

INSTANTIATE_TEST_SUITE_P(LinksAndCopies, WrittenCache, testing::Bool());

}  // namespace
