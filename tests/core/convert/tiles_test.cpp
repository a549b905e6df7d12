#include "core/convert/tiles.hpp"

#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace quince::test {
namespace {

TEST(Tiles, CoverEveryOutputExactlyOnce) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());

    const std::vector<Tile> tiles = cutTiles(job.plan, job.layout);

    std::map<std::uint32_t, std::uint64_t> covered;  // bytes from the start, by output
    for (const Tile& tile : tiles) {
        for (const TileRanges ranges = rangesOf(job.plan, tile);
             const OutputRange& range : ranges.all()) {
            EXPECT_EQ(range.offset, covered[range.output]);
            covered[range.output] += range.bytes;
        }
    }
    ASSERT_EQ(covered.size(), job.plan.outputs.size());
    for (const auto& [output, bytes] : covered) {
        EXPECT_EQ(bytes, job.plan.outputs[output].bytes) << job.plan.outputs[output].name;
    }
}

TEST(Tiles, HoldWholeRowsUnlessARowIsLongerThanATile) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());

    std::size_t partial = 0;
    for (const Tile& tile : cutTiles(job.plan, job.layout)) {
        const ModelTensor& tensor = modelTensor(job.plan, tile.tensor);
        const auto row = static_cast<std::uint64_t>(tensor.shape.back());
        if (tile.count % row == 0) {
            continue;
        }
        ++partial;
        EXPECT_EQ(tensor.name, "long.weight");
        EXPECT_EQ(tile.first % 64, 0U);
        EXPECT_EQ(tile.count % 64, 0U);
        EXPECT_LE(tile.count * 2, tileBytes);
    }
    EXPECT_EQ(partial, 2U);
}

TEST(Tiles, FollowTheOrderOfTheOutputFiles) {
    const TempFolder folder;
    const ConversionJob job = variedJob(folder.path());

    std::tuple<std::uint32_t, std::uint64_t> last{0, 0};
    for (const Tile& tile : cutTiles(job.plan, job.layout)) {
        const OutputRange range = rangesOf(job.plan, tile).items[0];
        const OutputPlace& place = job.layout.places[range.output];
        const std::tuple here{place.shard, place.offset + range.offset};
        EXPECT_LT(last, here);
        last = here;
    }
}

TEST(Tiles, OfAnEmptyTensorAreNone) {
    const TempFolder folder;
    JobBuilder builder(folder / "source");
    builder.add("e", builder.whole(builder.source("e", DType::f32, {0, 4})), DType::f32);
    const ConversionJob job = builder.build(folder / "model", 1U << 30);
    Progress progress;

    EXPECT_TRUE(cutTiles(job.plan, job.layout).empty());
    const auto report = convert(job, progress, {});
    EXPECT_TRUE(report.ok()) << report.error().message;
}

}  // namespace
}  // namespace quince::test
