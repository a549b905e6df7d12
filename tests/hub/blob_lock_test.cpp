#include "hub/blob_lock.hpp"

#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <future>

namespace {

using hub::BlobLock;
using quince::StopSource;
using quince::test::TempFolder;

TEST(BlobLock, MakesItsFolders) {
    const TempFolder scratch;

    const auto lock = BlobLock::take(scratch / "a/b/c.lock", {});

    ASSERT_TRUE(lock.ok());
    EXPECT_TRUE(lock->has_value());
    EXPECT_TRUE(std::filesystem::exists(scratch / "a/b/c.lock"));
}

TEST(BlobLock, WaitsUntilTheOtherLetsGo) {
    const TempFolder scratch;
    auto first = BlobLock::take(scratch / "x.lock", {});
    ASSERT_TRUE(first.ok() && first->has_value());

    auto second =
        std::async(std::launch::async, [&] { return BlobLock::take(scratch / "x.lock", {}).ok(); });

    EXPECT_EQ(second.wait_for(std::chrono::milliseconds(60)), std::future_status::timeout);
    first->reset();
    EXPECT_TRUE(second.get());
}

// Python's filelock unlinks the file before it lets go: who waited for it then has a file that
// nobody else will ever open.
TEST(BlobLock, CountsOnlyOnTheFileThatHasTheName) {
    const TempFolder scratch;
    auto pythons = BlobLock::take(scratch / "x.lock", {});
    ASSERT_TRUE(pythons.ok() && pythons->has_value());
    auto waiting =
        std::async(std::launch::async, [&] { return BlobLock::take(scratch / "x.lock", {}); });
    EXPECT_EQ(waiting.wait_for(std::chrono::milliseconds(60)), std::future_status::timeout);

    std::filesystem::remove(scratch / "x.lock");
    pythons->reset();
    auto first = waiting.get();
    ASSERT_TRUE(first.ok() && first->has_value());
    auto second =
        std::async(std::launch::async, [&] { return BlobLock::take(scratch / "x.lock", {}).ok(); });

    EXPECT_TRUE(std::filesystem::exists(scratch / "x.lock"));
    EXPECT_EQ(second.wait_for(std::chrono::milliseconds(60)), std::future_status::timeout);
    first->reset();
    EXPECT_TRUE(second.get());
}

TEST(BlobLock, CanBeStoppedWhileItWaits) {
    const TempFolder scratch;
    const auto held = BlobLock::take(scratch / "x.lock", {});
    ASSERT_TRUE(held.ok() && held->has_value());
    StopSource stop;
    auto waiting = std::async(std::launch::async,
                              [&] { return BlobLock::take(scratch / "x.lock", stop.token()); });

    stop.requestStop();

    const auto result = waiting.get();
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, quince::ErrorCode::stopped);
}

TEST(BlobLock, IsNothingWhereNoFileCanBe) {
    const TempFolder scratch;
    scratch.write("file", "not a folder");

    const auto lock = BlobLock::take(scratch / "file/x.lock", {});

    ASSERT_TRUE(lock.ok());
    EXPECT_FALSE(lock->has_value());
}

}  // namespace
