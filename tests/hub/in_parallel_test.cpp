#include "hub/in_parallel.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

namespace hub {
namespace {

using quince::Error;
using quince::ErrorCode;
using quince::Status;
using quince::StopToken;

TEST(InParallel, DoesEachPieceOnceWithATaskOfItsThread) {
    std::array<std::atomic<int>, 50> done{};
    std::mutex mutex;
    std::set<std::thread::id> makers;
    const auto makeTask = [&] {
        const std::thread::id maker = std::this_thread::get_id();
        const std::lock_guard lock(mutex);
        makers.insert(maker);
        return [&done, maker](std::size_t index, const StopToken&) -> Status {
            EXPECT_EQ(std::this_thread::get_id(), maker);
            ++done[index];
            return {};
        };
    };

    EXPECT_TRUE(inParallel(done.size(), 3, makeTask, {}).ok());

    for (const auto& count : done) {
        EXPECT_EQ(count, 1);
    }
    EXPECT_EQ(makers.size(), 3u);
}

TEST(InParallel, MakesNoThreadsWithoutWork) {
    const auto makeTask = []() -> Task {
        ADD_FAILURE();
        return {};
    };

    EXPECT_TRUE(inParallel(0, 8, makeTask, {}).ok());
}

TEST(InParallel, StopsTheOthersAtTheFirstError) {
    // The second piece waits until it is stopped.
    const auto makeTask = [] {
        return [](std::size_t index, const StopToken& stop) -> Status {
            if (index == 0) {
                return Error{ErrorCode::malformed, "the first", {}};
            }
            while (!stop.stopRequested()) {
                std::this_thread::yield();
            }
            return Error{ErrorCode::stopped, "Stopped", {}};
        };
    };

    const Status done = inParallel(2, 2, makeTask, {});

    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::malformed);
}

TEST(InParallel, PassesAStopOn) {
    quince::StopSource source;
    const auto makeTask = [&] {
        return [&](std::size_t, const StopToken& stop) -> Status {
            source.requestStop();
            while (!stop.stopRequested()) {
                std::this_thread::yield();
            }
            return Error{ErrorCode::stopped, "Stopped", {}};
        };
    };

    EXPECT_EQ(inParallel(4, 2, makeTask, source.token()).error().code, ErrorCode::stopped);
}

}  // namespace
}  // namespace hub
