#include "hub/header_store.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>

namespace hub {
namespace {

namespace fs = std::filesystem;

const RepoCommit commitA{"org/model", std::string(40, 'a')};
const RepoCommit commitB{"org/model", std::string(40, 'b')};
const RepoCommit commitC{"other", std::string(40, 'c')};
const std::vector<RepoFile> listing{
    {"config.json", 2, std::string(40, '1'), {}},
    {"model.safetensors", 5'000'000'000, std::string(40, '2'), std::string(64, '3')}};

/// Keeps a commit with one file of so many bytes.
void keep(const HeaderStore& store, const RepoCommit& commit, std::size_t bytes) {
    auto draft = store.begin(commit);
    ASSERT_TRUE(draft.ok()) << draft.error().message;
    std::ofstream(draft->folder() / "x.header") << std::string(bytes, 'x');
    const quince::Status done = store.finish(*std::move(draft), listing);
    ASSERT_TRUE(done.ok()) << done.error().message;
}

/// As if the commit had been looked at so long ago.
void age(const HeaderStore& store, const RepoCommit& commit, std::chrono::hours ago) {
    fs::last_write_time(store.folderOf(commit) / "listing.json",
                        fs::file_time_type::clock::now() - ago);
}

TEST(HeaderStore, GivesBackWhatWasFinished) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen");
    EXPECT_FALSE(store.listingOf(commitA));

    keep(store, commitA, 10);

    EXPECT_EQ(store.listingOf(commitA), listing);
    EXPECT_TRUE(fs::exists(store.folderOf(commitA) / "x.header"));
    EXPECT_FALSE(store.listingOf(commitB));
}

TEST(HeaderStore, ShowsNothingOfADraftAndRemovesItWhenItIsGivenUp) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen");
    fs::path folder;
    {
        const auto draft = store.begin(commitA);
        ASSERT_TRUE(draft.ok());
        folder = draft->folder();
        EXPECT_TRUE(fs::exists(folder));
        EXPECT_FALSE(fs::exists(store.folderOf(commitA)));
    }

    EXPECT_FALSE(fs::exists(folder));
}

TEST(HeaderStore, KeepsTheFirstOfTwoWhoWroteTheSameCommit) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen");
    keep(store, commitA, 10);

    keep(store, commitA, 20);

    EXPECT_EQ(fs::file_size(store.folderOf(commitA) / "x.header"), 10u);
    EXPECT_EQ(std::distance(fs::directory_iterator(store.folderOf(commitA).parent_path()), {}), 1);
}

TEST(HeaderStore, ForgetsWhatWasNotUsedForLongestWhenThereIsTooMuch) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen", 250'000);
    keep(store, commitA, 100'000);
    keep(store, commitB, 100'000);
    age(store, commitA, std::chrono::hours(2));
    age(store, commitB, std::chrono::hours(3));
    ASSERT_TRUE(store.listingOf(commitB));  // used now

    keep(store, commitC, 100'000);

    EXPECT_FALSE(store.listingOf(commitA));
    EXPECT_TRUE(store.listingOf(commitB));
    EXPECT_TRUE(store.listingOf(commitC));
}

TEST(HeaderStore, KeepsTheNewestHoweverLargeItIs) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen", 100);
    keep(store, commitA, 10);

    keep(store, commitC, 100'000);

    EXPECT_TRUE(store.listingOf(commitC));
    EXPECT_FALSE(fs::exists(store.folderOf(commitA).parent_path()));
}

TEST(HeaderStore, RemovesDraftsThatACrashLeftBehind) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen");
    auto old = store.begin(commitA);
    ASSERT_TRUE(old.ok());
    const fs::path folder = old->folder();
    fs::last_write_time(folder, fs::file_time_type::clock::now() - std::chrono::hours(25));

    keep(store, commitB, 1);

    EXPECT_FALSE(fs::exists(folder));
}

TEST(HeaderStore, TakesNoListingThatIsNotOne) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp / "seen");
    keep(store, commitA, 1);
    for (const char* text : {"", "[]", "{\"files\": {}}"}) {
        std::ofstream(store.folderOf(commitA) / "listing.json") << text;

        EXPECT_FALSE(store.listingOf(commitA)) << text;
    }
}

TEST(HeaderStore, SaysWhereItCannotWrite) {
    const quince::test::TempFolder temp;
    const HeaderStore store(temp.write("seen", "a file"));

    const auto draft = store.begin(commitA);

    ASSERT_FALSE(draft.ok());
    EXPECT_EQ(draft.error().code, quince::ErrorCode::io);
}

}  // namespace
}  // namespace hub
