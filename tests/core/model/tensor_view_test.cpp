#include "core/model/tensor_view.hpp"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace quince {
namespace {

TensorView whole(const Shape& shape, std::uint32_t index = 0) {
    return viewOf(DType::f32, shape, index);
}

/// Where each element of a view comes from: tensor * 1000 + element, in row-major order.
std::vector<std::uint64_t> elementsOf(const TensorView& view) {
    std::vector<std::uint64_t> result;
    const auto perPiece =
        view.shape.empty() ? 1 : view.shape[0] / static_cast<std::int64_t>(view.pieces.size());
    std::vector<std::int64_t> at(view.shape.size(), 0);
    for (std::uint64_t n = 0; n < elementCount(view.shape); ++n) {
        const auto row = at.empty() ? 0 : at[0];
        const ViewPiece& piece = view.pieces[static_cast<std::size_t>(row / perPiece)];
        std::int64_t offset = at.empty() ? 0 : (row % perPiece) * view.strides[0];
        for (std::size_t i = 1; i < at.size(); ++i) {
            offset += at[i] * view.strides[i];
        }
        result.push_back(piece.tensor * 1000 + piece.offset + static_cast<std::uint64_t>(offset));
        for (std::size_t i = at.size(); i-- > 0;) {
            if (++at[i] < view.shape[i]) {
                break;
            }
            at[i] = 0;
        }
    }
    return result;
}

using Elements = std::vector<std::uint64_t>;

TEST(TensorView, StacksTensorsOnANewFirstAxis) {
    const TensorView a = whole({2, 2}, 1);
    const TensorView b = whole({2, 2}, 2);
    const std::array<const TensorView*, 2> both{&a, &b};

    const TensorView stacked = *stackViews(both);

    EXPECT_EQ(stacked.shape, (Shape{2, 2, 2}));
    EXPECT_EQ(elementsOf(stacked), (Elements{1000, 1001, 1002, 1003, 2000, 2001, 2002, 2003}));
}

TEST(TensorView, RefusesToStackDifferentShapes) {
    const TensorView a = whole({2, 2});
    const TensorView b = whole({2, 3});
    const std::array<const TensorView*, 2> both{&a, &b};

    EXPECT_FALSE(stackViews(both).ok());
}

TEST(TensorView, SlicesAnyAxisWithAnyStep) {
    const TensorView view = whole({4, 3});

    EXPECT_EQ(elementsOf(*sliceView(view, 0, 1, 2)), (Elements{3, 4, 5, 6, 7, 8}));
    EXPECT_EQ(elementsOf(*sliceView(view, 0, 1, 2, 2)), (Elements{3, 4, 5, 9, 10, 11}));
    EXPECT_EQ(elementsOf(*sliceView(view, 1, 2, 1)), (Elements{2, 5, 8, 11}));
    EXPECT_FALSE(sliceView(view, 0, 3, 2).ok());
    EXPECT_FALSE(sliceView(view, 2, 0, 1).ok());
    EXPECT_FALSE(sliceView(view, 0, -1, 1).ok());
}

TEST(TensorView, SlicesAStackAcrossItsPieces) {
    const TensorView a = whole({2, 2}, 1);
    const TensorView b = whole({2, 2}, 2);
    const std::array<const TensorView*, 2> both{&a, &b};
    const TensorView stacked = *stackViews(both);

    EXPECT_EQ(elementsOf(*sliceView(stacked, 0, 1, 1)), (Elements{2000, 2001, 2002, 2003}));
    EXPECT_EQ(elementsOf(*sliceView(stacked, 1, 1, 1)), (Elements{1002, 1003, 2002, 2003}));
}

TEST(TensorView, TransposesWhatIsInOnePiece) {
    const std::array<std::size_t, 2> swap{1, 0};

    const TensorView transposed = *transposeView(whole({2, 3}), swap);

    EXPECT_EQ(transposed.shape, (Shape{3, 2}));
    EXPECT_EQ(elementsOf(transposed), (Elements{0, 3, 1, 4, 2, 5}));
    const std::array<std::size_t, 2> wrong{0, 0};
    EXPECT_FALSE(transposeView(whole({2, 3}), wrong).ok());
}

TEST(TensorView, ReshapesContiguousAndCutsSlicedRowsIntoPieces) {
    EXPECT_EQ(elementsOf(*reshapeView(whole({2, 6}), {3, 4})).size(), 12U);
    EXPECT_FALSE(reshapeView(whole({2, 6}), {3, 5}).ok());

    // [kv, groups + 2, dim] sliced along axis 1, as fused queries, keys and values are.
    const TensorView sliced = *sliceView(whole({2, 3, 2}), 1, 0, 2);
    const TensorView flat = *reshapeView(sliced, {8, 1});
    EXPECT_EQ(elementsOf(flat), (Elements{0, 1, 2, 3, 6, 7, 8, 9}));
}

TEST(TensorView, RefusesToReshapeATransposedView) {
    const std::array<std::size_t, 2> swap{1, 0};
    const TensorView transposed = *transposeView(whole({4, 4}), swap);

    EXPECT_FALSE(reshapeView(transposed, {16}).ok());
}

}  // namespace
}  // namespace quince
