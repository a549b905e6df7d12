#include "core/base/parallel_for.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

namespace quince {
namespace {

TEST(ParallelFor, CallsEachIndexOnceWhateverTheThreads) {
    for (const unsigned threads : {0U, 1U, 2U, 5U, 64U}) {
        std::vector<std::atomic<int>> calls(50);

        const Status done = parallelFor(calls.size(), threads, StopToken(),
                                        [&](std::size_t index, unsigned) -> Status {
                                            ++calls[index];
                                            return {};
                                        });

        ASSERT_TRUE(done.ok());
        for (const auto& count : calls) {
            EXPECT_EQ(count, 1) << threads << " threads";
        }
    }
}

TEST(ParallelFor, NothingToDoIsSuccess) {
    EXPECT_TRUE(parallelFor(0, 4, StopToken(), [](std::size_t, unsigned) -> Status {
                    return Error{ErrorCode::io, "called", {}};
                }).ok());
}

TEST(ParallelFor, NoTwoCallsShareAWorkerNumber) {
    std::vector<std::atomic<bool>> busy(3);

    const Status done =
        parallelFor(200, 3, StopToken(), [&](std::size_t, unsigned worker) -> Status {
            if (worker >= busy.size() || busy[worker].exchange(true)) {
                return Error{ErrorCode::io, "worker " + std::to_string(worker), {}};
            }
            busy[worker] = false;
            return {};
        });

    EXPECT_TRUE(done.ok());
}

TEST(ParallelFor, TheFirstErrorEndsTheRest) {
    std::atomic<int> calls = 0;

    const Status done =
        parallelFor(1'000'000, 2, StopToken(), [&](std::size_t index, unsigned) -> Status {
            ++calls;
            if (index >= 10) {
                return Error{ErrorCode::malformed, "index " + std::to_string(index), {}};
            }
            return {};
        });

    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().message, "index 10");
    EXPECT_LE(calls, 12);
}

TEST(ParallelFor, AStopIsItsOwnOutcome) {
    StopSource source;
    std::atomic<int> calls = 0;

    const Status done =
        parallelFor(1'000'000, 2, source.token(), [&](std::size_t index, unsigned) -> Status {
            ++calls;
            if (index == 5) {
                source.requestStop();
            }
            return {};
        });

    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().code, ErrorCode::stopped);
    EXPECT_LT(calls, 1'000'000);
}

TEST(ParallelFor, AnExceptionBecomesAnError) {
    const Status done = parallelFor(3, 2, StopToken(), [](std::size_t, unsigned) -> Status {
        throw std::runtime_error("no memory");
    });

    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().message, "the work broke off: no memory");
}

}  // namespace
}  // namespace quince
