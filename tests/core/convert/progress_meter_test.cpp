#include <quince/progress_meter.hpp>

#include <gtest/gtest.h>

namespace quince {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t megabyte = 1'000'000;

ProgressSnapshot writing(std::uint64_t done, std::uint64_t total) {
    ProgressSnapshot snapshot;
    snapshot.state = ConversionState::writing;
    snapshot.bytesDone = done;
    snapshot.bytesTotal = total;
    return snapshot;
}

const ProgressMeter::TimePoint start{};

TEST(ProgressMeter, SaysNothingBeforeItHasSeenEnough) {
    ProgressMeter meter;
    meter.update(writing(0, 100 * megabyte), start);
    meter.update(writing(10 * megabyte, 100 * megabyte), start + 100ms);

    EXPECT_FALSE(meter.bytesPerSecond());
    EXPECT_FALSE(meter.secondsLeft());
}

TEST(ProgressMeter, GivesASteadyRateExactly) {
    ProgressMeter meter;
    for (unsigned i = 0; i <= 20; ++i) {
        meter.update(writing(i * 5 * megabyte, 1000 * megabyte), start + i * 50ms);
    }

    ASSERT_TRUE(meter.bytesPerSecond());
    EXPECT_NEAR(*meter.bytesPerSecond(), 100e6, 1);
    EXPECT_NEAR(*meter.secondsLeft(), 9.0, 1e-6);
}

TEST(ProgressMeter, FollowsAChangeOfPaceWithoutJumping) {
    ProgressMeter meter;
    std::uint64_t done = 0;
    unsigned tick = 0;
    for (; tick < 200; ++tick) {
        meter.update(writing(done += 10 * megabyte, 1ULL << 40), start + tick * 100ms);
    }
    meter.update(writing(done += 1 * megabyte, 1ULL << 40), start + tick * 100ms);
    EXPECT_GT(*meter.bytesPerSecond(), 95e6);

    for (++tick; tick < 400; ++tick) {
        meter.update(writing(done += 1 * megabyte, 1ULL << 40), start + tick * 100ms);
    }
    EXPECT_NEAR(*meter.bytesPerSecond(), 10e6, 1e6);
}

TEST(ProgressMeter, DoesNotCountWhatAnEarlierRunHadDone) {
    ProgressMeter meter;
    meter.update(writing(0, 1000 * megabyte), start);
    ProgressSnapshot found = writing(500 * megabyte, 1000 * megabyte);
    found.bytesResumed = 500 * megabyte;
    meter.update(found, start + 500ms);
    found.bytesDone += 50 * megabyte;
    meter.update(found, start + 1s);

    EXPECT_NEAR(*meter.bytesPerSecond(), 50e6, 5e6);
}

TEST(ProgressMeter, BeginsAgainWithEachPhase) {
    ProgressMeter meter;
    meter.update(writing(0, 100 * megabyte), start);
    meter.update(writing(100 * megabyte, 100 * megabyte), start + 1s);
    ASSERT_TRUE(meter.bytesPerSecond());

    ProgressSnapshot verifying = writing(0, 100 * megabyte);
    verifying.state = ConversionState::verifying;
    meter.update(verifying, start + 2s);

    EXPECT_FALSE(meter.bytesPerSecond());
}

TEST(ProgressMeter, IgnoresAClockThatStandsStill) {
    ProgressMeter meter;
    meter.update(writing(0, 100 * megabyte), start);
    meter.update(writing(50 * megabyte, 100 * megabyte), start);

    EXPECT_FALSE(meter.bytesPerSecond());
}

TEST(ProgressSnapshot, IsAFractionEvenWhenNothingIsKnown) {
    EXPECT_EQ(writing(0, 0).fraction(), 0);
    EXPECT_EQ(writing(1, 4).fraction(), 0.25);
    EXPECT_EQ(writing(9, 4).fraction(), 1);
}

}  // namespace
}  // namespace quince
