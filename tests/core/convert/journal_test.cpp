#include "core/convert/journal.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace quince::test {
namespace {

constexpr Fingerprint job{0x1122334455667788, 0x99AABBCCDDEEFF00};

std::filesystem::path withThreeRecords(const TempFolder& folder) {
    Result<Journal> journal = Journal::open(folder / "journal", job, 5);
    EXPECT_TRUE(journal.ok());
    EXPECT_TRUE(journal->append(4, 40).ok());
    EXPECT_TRUE(journal->append(0, 7).ok());
    EXPECT_TRUE(journal->append(2, 20).ok());
    return folder / "journal";
}

TEST(Journal, RemembersWhatWasAppended) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);

    const auto done = Journal::read(file, job, 5);

    ASSERT_TRUE(done.has_value());
    EXPECT_EQ(*done, (Journal::Hashes{7, std::nullopt, 20, std::nullopt, 40}));
}

TEST(Journal, HasTheDocumentedBytes) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);

    const std::string text = contentOf(file);

    ASSERT_EQ(text.size(), 32U + 3 * 16);
    EXPECT_EQ(text.substr(0, 16), "quince journal 1");
    EXPECT_EQ(text.substr(16, 8), "\x88\x77\x66\x55\x44\x33\x22\x11");
    EXPECT_EQ(text.substr(32, 4), std::string("\x04\0\0\0", 4));
    EXPECT_EQ(text.substr(40, 8), std::string("\x28\0\0\0\0\0\0\0", 8));
}

TEST(Journal, IgnoresATornTailAndGoesOnThere) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);
    std::filesystem::resize_file(file, 32 + 2 * 16 + 9);

    Result<Journal> journal = Journal::open(file, job, 5);

    ASSERT_TRUE(journal.ok());
    EXPECT_EQ(journal->hashes(), (Journal::Hashes{7, {}, {}, {}, 40}));
    EXPECT_TRUE(journal->append(1, 10).ok());
    EXPECT_EQ(Journal::read(file, job, 5), (Journal::Hashes{7, 10, {}, {}, 40}));
}

TEST(Journal, StopsAtADamagedRecord) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);
    std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(32 + 16 + 9).put('x');

    EXPECT_EQ(Journal::read(file, job, 5), (Journal::Hashes{{}, {}, {}, {}, 40}));
}

TEST(Journal, StopsAtBlocksThatAPowerCutLeftZero) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);
    std::filesystem::resize_file(file, 32 + 2 * 16);
    std::filesystem::resize_file(file, 4096);

    EXPECT_EQ(Journal::read(file, job, 5), (Journal::Hashes{7, {}, {}, {}, 40}));
}

TEST(Journal, OfAnotherJobIsBegunAnew) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);
    const Fingerprint other{job[0] + 1, job[1]};

    EXPECT_FALSE(Journal::read(file, other, 5).has_value());
    Result<Journal> journal = Journal::open(file, other, 5);
    ASSERT_TRUE(journal.ok());
    EXPECT_EQ(journal->hashes(), Journal::Hashes(5));
    EXPECT_FALSE(Journal::read(file, job, 5).has_value());
}

TEST(Journal, WithATileThatIsNotThereEndsBeforeIt) {
    const TempFolder folder;
    const auto file = withThreeRecords(folder);

    EXPECT_EQ(Journal::read(file, job, 3), Journal::Hashes(3));
}

}  // namespace
}  // namespace quince::test
