#include "core/convert/gather.hpp"

#include "core/convert/job_builder.hpp"
#include "support/temp_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <limits>

namespace quince::test {
namespace {

/// Element by element, as the contract of TensorView says it.
Bytes gatherReference(const TensorView& view, const std::vector<Bytes>& sources) {
    const std::size_t elementBytes = bytesPerElement(view.dtype);
    const std::uint64_t elements = elementCount(view.shape);
    const std::uint64_t perPiece = elements / view.pieces.size();
    Shape shape = view.shape;
    shape[0] /= static_cast<std::int64_t>(view.pieces.size());
    Bytes out(elements * elementBytes);
    for (std::uint64_t i = 0; i < elements; ++i) {
        const ViewPiece& piece = view.pieces[i / perPiece];
        std::uint64_t left = i % perPiece;
        std::uint64_t from = piece.offset;
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            const auto size = static_cast<std::uint64_t>(shape[axis]);
            from += left % size * static_cast<std::uint64_t>(view.strides[axis]);
            left /= size;
        }
        std::memcpy(out.data() + i * elementBytes,
                    sources[piece.tensor].data() + from * elementBytes, elementBytes);
    }
    return out;
}

class Gather : public testing::Test {
protected:
    std::uint32_t source(DType dtype, const Shape& shape) {
        const auto index =
            m_builder.source("t" + std::to_string(m_values.size()), dtype, shape,
                             randomValues(DType::u8, elementCount(shape) * bytesPerElement(dtype),
                                          m_values.size() + 1));
        m_values.push_back(m_builder.values(index));
        return index;
    }

    /// Reads the view whole and in odd portions, with much scratch memory and with little.
    void expectEqualsReference(const TensorView& view) {
        const ConversionJob job = m_builder.build(m_folder / "model", 1U << 30);
        const Checkpoint& checkpoint = job.plan.inspection->checkpoint;
        std::vector<std::filesystem::path> paths;
        for (const ShardFile& shard : checkpoint.shards) {
            paths.push_back(shard.path);
        }
        OpenFiles shards(paths, OpenFiles::Access::read);
        SourceReader reader(SourceTensors{checkpoint, {}}, shards);
        const Status fits = checkView(view, reader.tensors());
        ASSERT_TRUE(fits.ok()) << fits.error().message;
        const Bytes expected = gatherReference(view, m_values);
        const std::uint64_t elements = elementCount(view.shape);
        const std::size_t elementBytes = bytesPerElement(view.dtype);
        for (const std::size_t scratchBytes : {gatherScratchBytes, std::size_t{64}}) {
            for (const std::uint64_t portion : {elements, std::uint64_t{1}, std::uint64_t{37}}) {
                Bytes out(expected.size());
                Bytes scratch(scratchBytes);
                for (std::uint64_t at = 0; at < elements; at += portion) {
                    const std::uint64_t count = std::min(portion, elements - at);
                    const Status status = gatherElements(
                        view, reader, at, count,
                        std::span(out).subspan(at * elementBytes, count * elementBytes), scratch);
                    ASSERT_TRUE(status.ok()) << status.error().message;
                }
                EXPECT_EQ(out, expected) << "portion " << portion << ", scratch " << scratchBytes;
            }
        }
    }

    TempFolder m_folder;
    JobBuilder m_builder{m_folder / "source"};
    std::vector<Bytes> m_values;
};

TEST_F(Gather, ReadsAWholeTensor) {
    const auto t = source(DType::bf16, {31, 7});
    expectEqualsReference(m_builder.whole(t));
}

TEST_F(Gather, ReadsAScalar) {
    const auto t = source(DType::f32, {1});
    expectEqualsReference({DType::f32, {1}, {1}, {{t, 0}}});
}

TEST_F(Gather, TransposesElementsOfEverySize) {
    for (const DType dtype : {DType::u8, DType::bf16, DType::i32, DType::i64}) {
        const auto t = source(dtype, {19, 23});
        expectEqualsReference({dtype, {23, 19}, {1, 23}, {{t, 0}}});
    }
}

TEST_F(Gather, TransposesRowsThatLieFarApart) {
    const auto t = source(DType::i32, {9, 3000});
    expectEqualsReference({DType::i32, {3000, 9}, {1, 3000}, {{t, 0}}});
    expectEqualsReference({DType::i32, {2, 9}, {1, 3000}, {{t, 5}}});
}

TEST_F(Gather, StacksExpertsFromTwoShards) {
    TensorView view{DType::bf16, {6, 5, 8}, {40, 8, 1}, {}};
    for (int i = 0; i < 6; ++i) {
        view.pieces.push_back({source(DType::bf16, {5, 8}), 0});
        if (i == 2) {
            m_builder.nextShard();
        }
    }
    expectEqualsReference(view);
}

TEST_F(Gather, SplitsAndSlices) {
    const auto t = source(DType::bf16, {4, 6, 10});
    expectEqualsReference({DType::bf16, {4, 3, 10}, {60, 20, 1}, {{t, 10}}});
    expectEqualsReference({DType::bf16, {4, 6, 5}, {60, 10, 2}, {{t, 1}}});
    expectEqualsReference({DType::bf16, {6, 4, 10}, {10, 60, 1}, {{t, 0}}});
    expectEqualsReference({DType::bf16, {10, 4, 6}, {1, 60, 10}, {{t, 0}}});
}

TEST_F(Gather, RepeatsElementsWithStrideZero) {
    const auto t = source(DType::bf16, {4, 6});
    expectEqualsReference({DType::bf16, {4, 3, 6}, {6, 0, 1}, {{t, 0}}});
    expectEqualsReference({DType::bf16, {4, 6, 3}, {6, 1, 0}, {{t, 0}}});
}

TEST_F(Gather, ReadsAContiguousPortionInOneGo) {
    const auto t = source(DType::bf16, {300, 64});
    const ConversionJob job = m_builder.build(m_folder / "model", 1U << 30);
    const Checkpoint& checkpoint = job.plan.inspection->checkpoint;
    OpenFiles shards({checkpoint.shards[0].path}, OpenFiles::Access::read);
    Bytes out(100 * 64 * 2);
    SourceReader reader(SourceTensors{checkpoint, {}}, shards);

    const Status status =  // without scratch memory
        gatherElements(m_builder.whole(t), reader, 64, 6400, out, {});

    ASSERT_TRUE(status.ok()) << status.error().message;
    EXPECT_EQ(reader.bytesRead(), out.size());
}

TEST_F(Gather, ReportsAFileThatBecameShorter) {
    const auto t = source(DType::bf16, {300, 64});
    const ConversionJob job = m_builder.build(m_folder / "model", 1U << 30);
    const Checkpoint& checkpoint = job.plan.inspection->checkpoint;
    std::filesystem::resize_file(checkpoint.shards[0].path, 2000);
    OpenFiles shards({checkpoint.shards[0].path}, OpenFiles::Access::read);
    Bytes out(300 * 64 * 2);
    SourceReader reader(SourceTensors{checkpoint, {}}, shards);

    const Status status = gatherElements(m_builder.whole(t), reader, 0, 300 * 64, out, {});

    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code, ErrorCode::io);
    EXPECT_THAT(status.error().message, testing::HasSubstr("t0"));
}

TEST_F(Gather, RefusesViewsThatCannotBe) {
    const auto t = source(DType::bf16, {4, 6});
    const ConversionJob job = m_builder.build(m_folder / "model", 1U << 30);
    const Checkpoint& checkpoint = job.plan.inspection->checkpoint;
    constexpr auto huge = std::numeric_limits<std::int64_t>::max();
    const TensorView good{DType::bf16, {4, 6}, {6, 1}, {{t, 0}}};
    std::vector<TensorView> bad(8, good);
    bad[0].pieces[0].offset = 1;
    bad[1].strides = {6, 2};
    bad[2].strides = {huge, huge};
    bad[3].strides = {-6, 1};
    bad[4].pieces = {{t, 0}, {t, 0}, {t, 0}};
    bad[5].pieces[0].tensor = 9;
    bad[6].dtype = DType::f16;
    bad[7].pieces.clear();

    EXPECT_TRUE(checkView(good, SourceTensors{checkpoint, {}}).ok());
    for (const TensorView& view : bad) {
        const Status status = checkView(view, SourceTensors{checkpoint, {}});
        ASSERT_FALSE(status.ok());
        EXPECT_EQ(status.error().code, ErrorCode::mismatch);
    }
}

}  // namespace
}  // namespace quince::test
