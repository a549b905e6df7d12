#include "hub/partial_blob.hpp"

#include "support/sha256.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#ifndef _WIN32
#include <csignal>
#include <sys/resource.h>
#endif

namespace {

using hub::PartialBlob;
using quince::ErrorCode;
using quince::test::contentOf;
using quince::test::TempFolder;

std::span<const std::byte> bytesOf(std::string_view text) {
    return std::as_bytes(std::span(text));
}

class PartialBlobTest : public testing::Test {
protected:
    quince::Result<PartialBlob> open(std::string_view name) {
        return PartialBlob::open(partial, name, content.size(), hashed, stop.token());
    }

    const TempFolder scratch;
    const std::filesystem::path partial = scratch / "blob.incomplete";
    const std::string content = "the whole content of this file";
    const std::string etag = quince::test::sha256(bytesOf(content));
    std::atomic<std::uint64_t> hashed{0};
    quince::StopSource stop;
};

TEST_F(PartialBlobTest, GetsItsNameWhenItIsRight) {
    auto blob = open(etag);
    ASSERT_TRUE(blob.ok());

    ASSERT_TRUE(blob->append(bytesOf(content).first(10)).ok());
    EXPECT_FALSE(blob->isFull());
    ASSERT_TRUE(blob->append(bytesOf(content).subspan(10)).ok());

    EXPECT_TRUE(blob->isRight());
    ASSERT_TRUE(blob->finish(scratch / "blob").ok());
    EXPECT_EQ(contentOf(scratch / "blob"), content);
    EXPECT_FALSE(std::filesystem::exists(partial));
    EXPECT_EQ(hashed, 0U);
}

TEST_F(PartialBlobTest, GoesOnWithWhatAnEarlierRunLeft) {
    scratch.write("blob.incomplete", content.substr(0, 12));

    auto blob = open(etag);
    ASSERT_TRUE(blob.ok());
    EXPECT_EQ(blob->bytes(), 12U);
    EXPECT_EQ(hashed, 12U);
    ASSERT_TRUE(blob->append(bytesOf(content).subspan(12)).ok());

    EXPECT_TRUE(blob->isRight());
}

TEST_F(PartialBlobTest, IsNotRightWithAByteChanged) {
    std::string damaged = content;
    damaged[3] ^= 1;
    scratch.write("blob.incomplete", damaged);

    auto blob = open(etag);
    ASSERT_TRUE(blob.ok());
    EXPECT_TRUE(blob->isFull());
    EXPECT_FALSE(blob->isRight());
    EXPECT_EQ(blob->digest(), quince::test::sha256(bytesOf(damaged)));

    ASSERT_TRUE(blob->restart().ok());
    EXPECT_EQ(contentOf(partial), "");
    ASSERT_TRUE(blob->append(bytesOf(content)).ok());
    EXPECT_TRUE(blob->isRight());
}

TEST_F(PartialBlobTest, ThrowsAwayWhatIsTooLong) {
    scratch.write("blob.incomplete", content + "!");

    const auto blob = open(etag);

    ASSERT_TRUE(blob.ok());
    EXPECT_EQ(blob->bytes(), 0U);
    EXPECT_EQ(contentOf(partial), "");
}

TEST_F(PartialBlobTest, TakesNoMoreThanItsSize) {
    auto blob = open(etag);
    ASSERT_TRUE(blob.ok());
    ASSERT_TRUE(blob->append(bytesOf(content)).ok());

    const quince::Status more = blob->append(bytesOf("x"));

    ASSERT_FALSE(more.ok());
    EXPECT_EQ(more.error().code, ErrorCode::malformed);
    EXPECT_TRUE(blob->isRight());
}

TEST_F(PartialBlobTest, OfAnUnknownNameIsJudgedBySize) {
    auto blob = open("made-up-by-a-mirror");
    ASSERT_TRUE(blob.ok());
    EXPECT_FALSE(blob->isRight());

    ASSERT_TRUE(blob->append(bytesOf(content)).ok());

    EXPECT_TRUE(blob->isRight());
    EXPECT_EQ(blob->digest(), "");
}

TEST_F(PartialBlobTest, CanBeStoppedWhileItHashes) {
    scratch.write("blob.incomplete", content.substr(0, 12));
    stop.requestStop();

    const auto blob = open(etag);

    ASSERT_FALSE(blob.ok());
    EXPECT_EQ(blob.error().code, ErrorCode::stopped);
    EXPECT_EQ(contentOf(partial), content.substr(0, 12));
}

#ifndef _WIN32
TEST_F(PartialBlobTest, TellsAFullDisk) {
    auto blob = open(etag);
    ASSERT_TRUE(blob.ok());
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{16, before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limit);

    const quince::Status written = blob->append(bytesOf(content));

    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().code, ErrorCode::diskFull);
}
#endif

}  // namespace
