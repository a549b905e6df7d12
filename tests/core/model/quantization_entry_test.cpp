#include "core/model/quantization_entry.hpp"

#include <gtest/gtest.h>

namespace quince {
namespace {

QuantSpec specOf(const char* text) {
    const Result<QuantSpec> spec = readQuantizationEntry(Json::parse(text));
    EXPECT_TRUE(spec.ok()) << text << ": " << spec.error().message;
    return spec ? *spec : QuantSpec{};
}

TEST(QuantizationEntry, LeavesOutWhatIsTheDefaultOfItsMode) {
    EXPECT_EQ(specOf("{}"), (QuantSpec{QuantMode::affine, 4, 64}));
    EXPECT_EQ(specOf(R"({"bits": 8})"), (QuantSpec{QuantMode::affine, 8, 64}));
    EXPECT_EQ(specOf(R"({"mode": "mxfp4"})"), (QuantSpec{QuantMode::mxfp4, 4, 32}));
    EXPECT_EQ(specOf(R"({"mode": "nvfp4", "bits": 4})"), (QuantSpec{QuantMode::nvfp4, 4, 16}));
    EXPECT_EQ(specOf(R"({"mode": "mxfp8", "group_size": null})"),
              (QuantSpec{QuantMode::mxfp8, 8, 32}));
}

TEST(QuantizationEntry, RefusesWhatMlxDoesNotWrite) {
    for (const char* text :
         {R"({"mode": "int4"})", R"({"bits": 7})", R"({"bits": "4"})", R"({"group_size": 8})",
          R"({"group_size": 4096})", R"({"bits": 99999999999999999999})"}) {
        const Result<QuantSpec> spec = readQuantizationEntry(Json::parse(text));
        ASSERT_FALSE(spec.ok()) << text;
        EXPECT_EQ(spec.error().code, ErrorCode::malformed);
    }
}

}  // namespace
}  // namespace quince
