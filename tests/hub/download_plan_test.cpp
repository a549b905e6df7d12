#include "hub/download_plan.hpp"

#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace {

namespace fs = std::filesystem;

using hub::PlannedBlob;
using hub::RepoFile;
using quince::ErrorCode;
using quince::test::TempFolder;
using testing::ElementsAre;
using testing::HasSubstr;
using State = hub::PlannedBlob::State;

const std::string commit(40, 'c');

RepoFile file(std::string path, std::int64_t size, char digit) {
    return {std::move(path), size, std::string(40, digit), ""};
}

class DownloadPlanTest : public testing::Test {
protected:
    quince::Result<hub::DownloadPlan> plan(const std::vector<RepoFile>& listing,
                                           bool mayLink = true) {
        return hub::planDownload(layout, "org/name", "main", commit, listing,
                                 hub::conversionPatterns(), mayLink);
    }

    void write(const fs::path& path, std::uint64_t bytes) const {
        fs::create_directories(path.parent_path());
        scratch.write(path.lexically_relative(scratch.path()).string(), std::string(bytes, 'x'));
    }

    const TempFolder scratch;
    const hub::CacheLayout layout{scratch.path(), "org/name"};
    const std::vector<RepoFile> usual = {file("model-00002-of-00002.safetensors", 50, '2'),
                                         file("model-00001-of-00002.safetensors", 60, '1'),
                                         file("tokenizer.json", 30, '3'),
                                         file("config.json", 20, '4')};
};

TEST_F(DownloadPlanTest, TakesSmallFilesFirstThenShardsInOrder) {
    const auto result = plan(usual);

    ASSERT_TRUE(result.ok());
    std::vector<std::string> order;
    for (const PlannedBlob& blob : result->blobs) {
        order.push_back(blob.paths.front());
    }
    EXPECT_THAT(order,
                ElementsAre("config.json", "tokenizer.json", "model-00001-of-00002.safetensors",
                            "model-00002-of-00002.safetensors"));
    EXPECT_EQ(result->bytesTotal, 160U);
    EXPECT_EQ(result->bytesMissing(), 160U);
    EXPECT_EQ(result->spaceNeeded, 160U + hub::spaceMargin);
    EXPECT_GT(result->spaceFree, 0U);
    EXPECT_FALSE(result->isDone());
    EXPECT_EQ(result->listing, usual);
    EXPECT_TRUE(fs::is_empty(scratch.path()));
}

TEST_F(DownloadPlanTest, SeesWhatIsThereAndWhatCanBeResumed) {
    write(layout.pointer(commit, "config.json"), 20);
    write(layout.pointer(commit, "tokenizer.json"), 29);  // not whole
    write(layout.blob(std::string(40, '1')), 60);
    write(layout.partial(std::string(40, '2'), hub::partialTag), 12);
    write(layout.partial(std::string(40, '3'), "0123abcd"), 12);  // another program's

    const auto result = plan(usual);

    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->blobs[0].state, State::placed);
    EXPECT_EQ(result->blobs[1].state, State::missing);
    EXPECT_EQ(result->blobs[1].resumable, 0U);
    EXPECT_EQ(result->blobs[2].state, State::here);
    EXPECT_EQ(result->blobs[3].state, State::missing);
    EXPECT_EQ(result->blobs[3].resumable, 12U);
    EXPECT_EQ(result->bytesThere, 80U);
    EXPECT_EQ(result->bytesResumable, 12U);
    EXPECT_EQ(result->bytesMissing(), 68U);
    EXPECT_EQ(result->spaceNeeded, 68U + hub::spaceMargin);
}

TEST_F(DownloadPlanTest, NeedsNoSpaceWhenAllIsThere) {
    for (const RepoFile& each : usual) {
        write(layout.pointer(commit, each.path), static_cast<std::uint64_t>(each.size));
    }

    const auto result = plan(usual);

    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(result->isDone());
    EXPECT_EQ(result->spaceNeeded, 0U);
    EXPECT_TRUE(result->fits());
}

TEST_F(DownloadPlanTest, FetchesOneContentOnceForAllItsNames) {
    const std::vector<RepoFile> listing = {file("model.safetensors", 50, '2'),
                                           file("b/config.json", 20, '4'),
                                           file("a/config.json", 20, '4')};

    const auto linked = plan(listing);
    const auto copied = plan(listing, false);

    ASSERT_TRUE(linked.ok() && copied.ok());
    ASSERT_EQ(linked->blobs.size(), 2U);
    EXPECT_THAT(linked->blobs[0].paths, ElementsAre("a/config.json", "b/config.json"));
    EXPECT_EQ(linked->files, 3U);
    EXPECT_EQ(linked->spaceNeeded, 70U + hub::spaceMargin);
    EXPECT_EQ(copied->spaceNeeded, 90U + hub::spaceMargin);
}

TEST_F(DownloadPlanTest, HoldsTheListingOnlyOfAWholeRepo) {
    std::vector<RepoFile> listing = usual;
    listing.push_back(file("pytorch_model.bin", 99, '9'));

    const auto result = plan(listing);

    ASSERT_TRUE(result.ok());
    EXPECT_EQ(result->files, 4U);
    EXPECT_TRUE(result->listing.empty());
}

TEST_F(DownloadPlanTest, SaysWhatThereIsInsteadOfSafetensors) {
    const auto pytorch = plan({file("config.json", 1, '1'), file("pytorch_model.bin", 9, '2')});
    const auto gguf = plan({file("model.gguf", 9, '2')});
    const auto nothing = plan({file("README.md", 9, '2')});

    for (const auto* each : {&pytorch, &gguf, &nothing}) {
        ASSERT_FALSE(each->ok());
        EXPECT_EQ(each->error().code, ErrorCode::unsupported);
    }
    EXPECT_THAT(pytorch.error().message, HasSubstr("only PyTorch weights"));
    EXPECT_THAT(gguf.error().message, HasSubstr("only GGUF weights"));
    EXPECT_THAT(nothing.error().message, HasSubstr("no safetensors"));
}

TEST_F(DownloadPlanTest, RefusesNamesThatCannotBeStored) {
    for (const char* name : {"../x.json", "/etc/x.json", "C:\\x.json", "a\\..\\b.json", "CON.json",
                             "line\nbreak.json"}) {
        std::vector<RepoFile> listing = usual;
        listing.push_back(file(name, 5, '7'));

        const auto result = plan(listing);

        ASSERT_FALSE(result.ok()) << name;
        EXPECT_EQ(result.error().code, ErrorCode::untrusted);
        EXPECT_THAT(result.error().message, testing::Not(HasSubstr("\n")));
    }
}

TEST_F(DownloadPlanTest, DoesNotMindTheNamesOfFilesThatItLeaves) {
    std::vector<RepoFile> listing = usual;
    for (const char* name : {"images/what?.png", "Notes.md", "notes.md", "CON"}) {
        listing.push_back(file(name, 5, '7'));
    }

    const auto result = plan(listing);

    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_EQ(result->blobs.size(), plan(usual)->blobs.size());
}

TEST_F(DownloadPlanTest, RefusesAListingThatContradictsItself) {
    const auto refuses = [&](std::vector<RepoFile> more, const std::string& why) {
        more.insert(more.end(), usual.begin(), usual.end());
        const auto result = plan(more);
        ASSERT_FALSE(result.ok()) << why;
        EXPECT_EQ(result.error().code, ErrorCode::untrusted);
        EXPECT_THAT(result.error().message, HasSubstr(why));
    };

    refuses({file("config.json", 20, '4')}, "config.json, which is there twice");
    refuses({file("Config.json", 20, '4')}, "which is there twice, or differs by case only");
    refuses({file("config.json/x.json", 1, '8')},
            "config.json/x.json, whose folder is a file at the same time");
    refuses({file("big.json", std::int64_t{1} << 60, '8')}, "big.json, whose size cannot be");
    refuses({file("less.json", -1, '8')}, "less.json, whose size cannot be");
    refuses({file("other.json", 21, '4')}, "different sizes");
    refuses({{"odd.json", 1, "../x", ""}}, "no usable hash");
}

TEST_F(DownloadPlanTest, RefusesAnAnswerWithoutACommit) {
    const auto result = hub::planDownload(layout, "org/name", "main", "main", usual,
                                          hub::conversionPatterns(), true);

    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, ErrorCode::untrusted);
}

}  // namespace
